import type { Leaf } from '../leaf.ts';
import type { Selection } from './bundle-format.ts';

/** Whether a leaf is one of those that a bundle was asked for. */
export function isSelected(leaf: Leaf, { member, app, from, to }: Selection): boolean {
  return (
    (member === undefined || ('member' in leaf && leaf.member === member)) &&
    (app === undefined || ('app' in leaf && leaf.app === app)) &&
    (from === undefined || leaf.at >= Date.parse(from)) &&
    (to === undefined || leaf.at < Date.parse(to))
  );
}

/** Whether a leaf is of a kind that disclosures are judged by. */
export const isContext = ({ kind }: Leaf): boolean =>
  kind.startsWith('GRANT_') || kind.startsWith('APP_');
