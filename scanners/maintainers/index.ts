export {
  comparePublishSignals,
  isUnchanged,
  type SignalChange,
  type SignalComparison,
  type SignalName,
} from './compare-publish-signals.ts';
export type * from './publish-signals.ts';
