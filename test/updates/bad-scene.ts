import { makeAdvisory } from '../advisory.ts';
import { makeDocument, type Scene } from './model.ts';

export const bad = makeAdvisory('GHSA-bad', 'bad', '1.2.0');
export const releases = makeDocument('bad', { '1.0.0': {}, '1.1.0': {}, '1.2.0': {}, '1.3.0': {}, '2.0.0': {} });

/** A scene in which `bad` below 1.2.0 is affected. */
export function scene(rest: Partial<Scene>): Scene {
  return { root: {}, packages: {}, advisories: [bad], documents: [releases], ...rest };
}
