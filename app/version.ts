import manifest from '../package.json' with { type: 'json' };

/** Lockkeeper's own. */
export const version: string = manifest.version;
