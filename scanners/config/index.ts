export { configJsonSchema } from './config-json-schema.ts';
export { type ConfigProblem, describeProblem } from './config-problem.ts';
export { suppressionPath } from './config-schema.ts';
export { CONFIG_PATH, type ConfigPlace, parseExtends, showPlace } from './extends-reference.ts';
export type * from './gate-config.ts';
export { mergeConfigs } from './merge-configs.ts';
export { editDistance, nearestKey } from './nearest-key.ts';
export { pathFilter } from './path-filter.ts';
export { readRepositoryConfig } from './read-repository-config.ts';
export { readYaml } from './read-yaml.ts';
export {
  type ConfigSuppression,
  DEFAULT_CONFIG,
  DEFAULT_FAIL_ON,
  DEFAULT_MAINTAINERS,
  DEFAULT_SUPPRESS,
  FAIL_ON,
  type FailOn,
  type MaintainersConfig,
  type MinSeverity,
  type RepositoryConfig,
  type SuppressConfig,
  suppressionEnd,
  type UpdatesConfig,
} from './repository-config.ts';
export { type ConfigReader, type ResolvedConfig, resolveExtends } from './resolve-extends.ts';
export { maintainersOf } from './to-maintainers-config.ts';
export { toSuppression } from './to-suppression.ts';
export { suppressOf, updatesOf } from './to-updates-config.ts';
