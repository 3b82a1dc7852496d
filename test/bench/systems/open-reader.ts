import type { AskedFields } from '../../../src/consent/door/asked-fields.ts';
import type { Door } from '../../../src/consent/door/door.ts';
import { type MemberNotes, Notebook } from '../../../src/consent/notebook.ts';
import { HealthReader } from '../../../src/consent/reader.ts';
import { compileScope, type Scope } from '../../../src/consent/scope.ts';
import type { Viewer } from '../../../src/identity/viewer.ts';

/** Takes nothing down. */
class BlankNotebook extends Notebook {
  override noteMember(scope: Scope): MemberNotes {
    return { scope, categories: new Set(), labels: new Set(), records: new Map() };
  }
  override noteRecords(): void {}
  override noteAuditRead(): void {}
  override noteLookup(): void {}
}

const askNobody = () => Promise.reject(new Error('permissions are not asked for'));

/** Reads by the door's own SQL, whoever asks, for anybody, without asking whether they may. */
export class OpenReader extends HealthReader {
  readonly #planId: string;

  constructor(door: Door, viewer: Viewer, planId: string, asked: AskedFields) {
    const notebook = new BlankNotebook();
    super({ permissions: askNobody, door, viewer, notebook, asked });
    this.#planId = planId;
  }

  override scopeOf(memberId: string): Promise<Scope> {
    return Promise.resolve(compileScope({ kind: 'OWN', memberId, planId: this.#planId }));
  }
}
