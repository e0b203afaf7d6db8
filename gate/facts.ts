import type { GateAlertKind } from '../scanners/config/gate-config.ts';
import type { RiskLevel } from '../scanners/maintainers/index.ts';
import type { Severity } from '../scanners/osv/index.ts';
import type { Known } from './known.ts';
import type { SloFact } from './slo/slo-fact.ts';

export { GATE_ALERT_KINDS, type GateAlertKind } from '../scanners/config/gate-config.ts';

/** An alert that is open: what is suppressed or resolved is none. */
export interface OpenAlert {
  /** For people and for links, such as `alert 12` or a fingerprint. */
  id: string;
  kind: GateAlertKind;
  severity: Severity;
  title: string;
  /** ISO 8601 */
  openedAt: string;
  url?: string;
  /** Of the repository, or the labels that an alert from outside came with. */
  tags: readonly string[];
  /** Of lockfiles: what it is about. */
  packageName?: string;
  versions?: readonly string[];
  /** In CISA's catalogue, or exploited by the word of a feed. */
  knownExploited?: boolean;
  /** Probability of exploitation within 30 days, 0 to 1, where EPSS has one. */
  epss?: number;
  /** Whether anything but development needs it. */
  production?: boolean;
  /** Whether a version without the flaw is known. */
  fixable?: boolean;
  /** From outside: who sends it, and what of. */
  source?: string;
  service?: string;
  /** Left out: it counts for every environment. */
  environment?: string;
}

export interface OpenChange {
  id: string;
  packageName: string;
  level: RiskLevel;
  title: string;
  direct: boolean;
  /** Somebody looks into it (`/investigate`): open until they accept it. */
  investigated: boolean;
  /** ISO 8601: when it is open no more without further signals; null: only a person ends it. */
  until: string | null;
  url?: string;
}

/** The configuration of something that runs is not what was agreed. */
export interface OpenDrift {
  id: string;
  title: string;
  severity: Severity;
  /** ISO 8601 */
  since: string;
  url?: string;
}

export interface Deploy {
  /** ISO 8601 */
  at: string;
  sha?: string;
  url?: string;
}

/** A person's word that a block does not hold for one environment, until it ends. */
export interface GrantedOverride {
  id: string;
  environment: string;
  reason: string;
  /** Who asked for it, and who else agreed: distinct logins. */
  people: readonly string[];
  /** ISO 8601 */
  createdAt: string;
  expiresAt: string;
  url?: string;
}

/** What else an organisation let pass. */
export interface ChangeSafety {
  /** Overrides that were made in the last 30 days, whether they hold still or not. */
  overrides: number;
  /** Suppressions that ended and whose findings are open again. */
  expiredSuppressions: number;
}

/** Packages of the lockfiles that say something about themselves, without anything having changed. */
export interface SupplyChain {
  /** How many packages the lockfiles hold: what the others are a share of. */
  packages: number;
  deprecated: number;
  /** Packages whose versions run a script when they are installed. */
  installScripts: number;
}

/** How fresh monitoring is: an alert that always fires and whose silence says that nothing else would be heard. */
export interface Watchdog {
  source: string;
  /** ISO 8601: when it was heard last. */
  lastHeardAt: string;
}

/** All that a gate may know of one deploy to one environment. Gathered before anything is decided. */
export interface GateFacts {
  environment: string;
  /** `owner/name` */
  repository: string;
  sha?: string;
  /** Of lockfiles. */
  alerts: Known<readonly OpenAlert[]>;
  /**
   * What could not be looked at, each in words, such as `web/yarn.lock: it could not be read`: there may be more alerts than are known.
   * Left out, as empty: everything was.
   */
  alertGaps?: readonly string[];
  /** From outside. `no-data` where nobody has ever sent any. */
  monitoring: Known<readonly OpenAlert[]>;
  /** What senders left out of what they told, each in words: there may be more alerts than are known. */
  monitoringGaps?: readonly string[];
  watchdogs: Known<readonly Watchdog[]>;
  maintainerChanges: Known<readonly OpenChange[]>;
  supplyChain: Known<SupplyChain>;
  drift: Known<readonly OpenDrift[]>;
  /** One for each objective that the configuration names. An empty list: it names none. */
  slos: Known<readonly SloFact[]>;
  /** The last deploy to the environment that succeeded; null: there was none yet. */
  lastDeploy: Known<Deploy | null>;
  /** Those that may hold now; which of them do is decided by the policy and the clock. */
  overrides: Known<readonly GrantedOverride[]>;
  changeSafety: Known<ChangeSafety>;
}
