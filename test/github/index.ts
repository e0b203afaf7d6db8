export type { Delivery } from './deliveries.ts';
export type { Fault, Hold } from './faults.ts';
export type { CommitOptions, InstallOptions } from './operations.ts';
export type { ProtectedJob } from './protected-jobs.ts';
export type { AccountSeed, Files, GitHubSeed, RepositorySeed } from './seed.ts';
export { type EmulatedGitHub, startGitHub } from './start-github.ts';
