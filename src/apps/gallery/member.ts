import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plan } from '../../db/generated/prisma/client.ts';
import type { Page } from '../../pages/render.ts';
import type { Language } from '../../pages/words/words.ts';

/** A member who looks through the apps: their plan, and the frame of their own pages. */
export type GalleryMember = Pick<Page, 'navigation' | 'contact'> & {
  readonly language: Language;
  readonly plan: Pick<Plan, 'name' | 'channels'>;
};

/** Who has signed in, if anybody has. */
export type MemberOf = (
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<GalleryMember | undefined>;
