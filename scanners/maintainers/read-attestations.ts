import { own } from './own-field.ts';
import { repositoryAddress } from './repository-address.ts';

/** Where a version was built, as its provenance says it. */
export interface BuildSource {
  /** `https://github.com/owner/name` where it is there; null where it cannot be read. */
  repository: string | null;
  /** The file of the workflow in it (`.github/workflows/release.yml`), or the name of the job. */
  workflow: string | null;
}

const MOST = 20;
const LONGEST_PAYLOAD = 1024 * 1024;
const LONGEST_WORKFLOW = 300;
const PROVENANCE = /^https:\/\/slsa\.dev\/provenance\/v(0\.2|1)$/;

/**
 * What a registry's attestations of a version say of where it was built: SLSA provenance v1 and v0.2
 * (https://slsa.dev/spec/v1.0/provenance, https://slsa.dev/spec/v0.2/provenance). The signature is not verified: the registry does that when it
 * takes the version, and whoever can make it answer something else can leave the attestations out too. Nulls where there is none, or none that can be read.
 */
export function readAttestations(name: string, version: string, document: unknown): BuildSource {
  const list = own(document, 'attestations');
  const purl = `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;
  for (const attestation of Array.isArray(list) ? list.slice(0, MOST) : []) {
    const statement = statementOf(attestation);
    const type = own(statement, 'predicateType');
    if (typeof type !== 'string' || !PROVENANCE.test(type) || !isAbout(statement, purl)) continue;
    const predicate = own(statement, 'predicate');
    return type.endsWith('/v1') ? sourceOfV1(predicate) : sourceOfV02(predicate);
  }
  return { repository: null, workflow: null };
}

/** The in-toto statement of a Sigstore bundle. */
function statementOf(attestation: unknown): unknown {
  const payload = own(own(own(attestation, 'bundle'), 'dsseEnvelope'), 'payload');
  if (typeof payload !== 'string' || payload.length > LONGEST_PAYLOAD) return undefined;
  try {
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function isAbout(statement: unknown, purl: string): boolean {
  const subjects = own(statement, 'subject');
  if (!Array.isArray(subjects)) return false;
  // Of a registry that is not the public one, the address follows.
  return subjects.some((subject) => String(own(subject, 'name')).split('?')[0] === purl);
}

function sourceOfV1(predicate: unknown): BuildSource {
  const workflow = own(own(own(predicate, 'buildDefinition'), 'externalParameters'), 'workflow');
  return { repository: addressOf(own(workflow, 'repository')), workflow: pathOf(own(workflow, 'path')) };
}

function sourceOfV02(predicate: unknown): BuildSource {
  const source = own(own(predicate, 'invocation'), 'configSource');
  return { repository: addressOf(own(source, 'uri')), workflow: pathOf(own(source, 'entryPoint')) };
}

/** Without the branch, tag or commit: it is another one with each version. */
function addressOf(repository: unknown): string | null {
  if (typeof repository !== 'string') return null;
  const [, withoutRef = repository] = /^([^:/]+:\/\/[^/]+\/[^@]*)@/.exec(repository) ?? [];
  return repositoryAddress(withoutRef) ?? null;
}

function pathOf(path: unknown): string | null {
  if (typeof path !== 'string' || path.length > LONGEST_WORKFLOW || !/^\P{C}+$/u.test(path)) return null;
  const ref = path.indexOf('@refs/');
  return ref === -1 ? path : path.slice(0, ref);
}
