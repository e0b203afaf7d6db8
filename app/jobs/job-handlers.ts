import { randomBytes } from 'node:crypto';
import { hurryHoldsOf } from '../../db/gate-holds.ts';
import { keepLedgerKey } from '../../db/ledger-keys.ts';
import { saveScanError } from '../../db/repositories.ts';
import { repositoriesToReplan } from '../../db/target-holds.ts';
import { finishUpdateRun } from '../../db/update-runs.ts';
import { judgeLedger } from '../../scanners/maintainers/index.ts';
import { retryAfter } from '../github/retry-after.ts';
import { statusOf } from '../github/status-of.ts';
import { createDomainLookup } from '../publications/domain-lookup.ts';
import { openTagFinder } from '../publications/open-tag-finder.ts';
import type { JobName } from '../queue/jobs.ts';
import type { JobHandlers, JobRun, Postponed } from '../queue/run-jobs.ts';
import { createMarkEmail } from '../registry/mark-email.ts';
import type { MadeRequest } from '../registry/poll-packument.ts';
import { actOnDashboard } from './act-on-dashboard.ts';
import { checkPublications } from './check-publications.ts';
import { checkPullRequest } from './check-pull-request.ts';
import { actOnGateCheck } from './gate-check/act-on-gate-check.ts';
import { publishGateCheck } from './gate-check/publish-gate-check.ts';
import { startGateChecks } from './gate-check/start-gate-checks.ts';
import { handleComment } from './handle-comment.ts';
import { answerHold } from './holds/answer-hold.ts';
import { openHold } from './holds/open-hold.ts';
import { reviewHolds } from './holds/review-holds.ts';
import { hourlyRun } from './hourly-run.ts';
import { judgePackages } from './judge-packages.ts';
import { pollPackages } from './poll-packages.ts';
import { createRegistryPauses } from './polls/registry-pauses.ts';
import { publishDashboard } from './publish-dashboard.ts';
import { reconcile } from './reconcile.ts';
import { recordSuccess } from './record-success.ts';
import { reportMaintainers } from './report-maintainers.ts';
import { retention } from './retention.ts';
import { runUpdates } from './run-updates.ts';
import { refreshFindings } from './scan/refresh-findings.ts';
import { scanRepository } from './scan-repository.ts';
import type { ShellContext } from './shell-context.ts';
import { startReports } from './start-reports.ts';
import { startUpdateRuns } from './start-update-runs.ts';
import { sweepDeliveries } from './sweep-deliveries.ts';
import { syncExploits } from './sync-exploits.ts';
import { syncInstallation } from './sync-installation.ts';
import { updateRepository } from './update-repository.ts';
import { createUpdateTools } from './updates/update-tools.ts';

/** What runs for each kind of job. A rate limit of GitHub postpones the job; every other fault is the queue's to repeat. */
export function jobHandlers(context: ShellContext): JobHandlers {
  const updates = createUpdateTools(context);
  const lookUpDomain = createDomainLookup({ ...context.config.domains, now: context.now });
  const asking = {
    registry: context.config.registries,
    budget: context.config.registryBudget,
    pauses: createRegistryPauses(),
    onRequest: ({ status, bytes }: MadeRequest) => {
      context.metrics.registryRequests.inc({ status });
      context.metrics.registryBytes.inc(bytes);
    },
  };
  const alertsChanged: ShellContext['alertsChanged'] = async (trx, repositoryIds) => {
    await context.queue.sendAll(
      trx,
      'publish-dashboard',
      repositoryIds.map((repositoryId) => ({ repositoryId })),
    );
    // A job that waits for the gate may be free to go.
    const hurried = await hurryHoldsOf(trx, repositoryIds, context.now());
    if (hurried > 0) await context.queue.send(trx, 'review-holds', {});
    await startGateChecks(trx, context, repositoryIds);
  };
  const changesJudged: ShellContext['changesJudged'] = async (trx, installationIds, packageNames) => {
    await context.queue.send(trx, 'refresh-alerts', {});
    // What is proposed already may be held now.
    const toReplan = await repositoriesToReplan(trx, packageNames);
    await context.queue.sendAll(
      trx,
      'update-repository',
      toReplan.map((repository) => ({ ...repository, trigger: 'scan' })),
    );
    await context.queue.sendAll(
      trx,
      'report-maintainers',
      installationIds.map((installationId) => ({ installationId })),
    );
  };
  const ledgerChanged: ShellContext['ledgerChanged'] = async (trx) => {
    await context.queue.send(trx, 'judge-packages', {});
  };
  return {
    'scan-repository': patient(async (shell, { payload, attempt, last }) => {
      try {
        await scanRepository(shell, { ...payload, again: attempt > 1 });
      } catch (error) {
        // Whoever looks at the repository shall see that what it shows is old.
        if (last) {
          await saveScanError(shell.db, payload.repositoryId, describeFault(error), shell.now());
          await shell.queue.send(shell.db, 'publish-dashboard', payload);
        }
        throw error;
      }
    }),
    'sync-installation': patient((shell, { payload }) => syncInstallation(shell, payload)),
    'check-pull-request': patient((shell, { payload, last }) => checkPullRequest(shell, payload, last)),
    'act-on-dashboard': patient((shell, { payload }) => actOnDashboard(shell, payload)),
    'handle-comment': patient((shell, { payload }) => handleComment(shell, payload)),
    'publish-dashboard': patient((shell, { payload }) => publishDashboard(shell, payload)),
    'report-maintainers': patient((shell, { payload }) => reportMaintainers(shell, payload)),
    'open-hold': patient((shell, { payload }) => openHold(shell, payload)),
    'answer-hold': patient((shell, { payload }) => answerHold(shell, payload)),
    'review-holds': patient((shell) => reviewHolds(shell)),
    'record-deploy': patient((shell, { payload }) => recordSuccess(shell, payload)),
    'publish-gate-check': patient((shell, { payload }) => publishGateCheck(shell, payload)),
    'act-on-gate-check': patient((shell, { payload }) => actOnGateCheck(shell, payload)),
    'hourly-run': async (run) => {
      const summary = await hourlyRun({ ...context, ...run, alertsChanged, changesJudged }, context.source);
      await startUpdateRuns(context);
      await startReports(context);
      await startGateChecks(context.db, context);
      for (const seconds of summary.advisoryToAlertSeconds) context.metrics.alertLatency.observe(seconds);
      // What the source handed over stands, and the next hour goes on there; the failure shall be seen all the same.
      if (summary.sourceFailure !== undefined) throw summary.sourceFailure;
      return undefined;
    },
    'refresh-alerts': patient((shell) => refreshFindings(shell)),
    'judge-packages': async (run) => {
      await judgePackages({ ...context, ...run, changesJudged }, judgeLedger);
      return undefined;
    },
    'run-updates': patient(async (shell, { payload, last }) => {
      try {
        await runUpdates({ ...shell, updates }, payload);
      } catch (error) {
        const fault = describeFault(error);
        if (last && retryAfter(error, shell.now()) === undefined)
          await finishUpdateRun(shell.db, payload.runId, shell.now(), fault);
        throw error;
      }
    }),
    'update-repository': patient((shell, { payload }) => updateRepository({ ...shell, updates }, payload)),
    reconcile: patient((shell) => reconcile(shell)),
    'sweep-deliveries': patient((shell) => sweepDeliveries(shell)),
    'sync-exploits': async (run) => {
      await syncExploits({ ...context, ...run }, context.exploits, run.payload);
      return undefined;
    },
    'poll-packages': async (run) => {
      const key = await keepLedgerKey(context.db, 'email', randomBytes(32).toString('hex'));
      const { learned } = await pollPackages(
        { ...context, ...run, ledgerChanged },
        { ...asking, markEmail: createMarkEmail(key) },
      );
      // Whatever there is to look up; where this is lost, the clock starts it.
      if (learned > 0) await context.queue.send(context.db, 'check-publications', {});
      return undefined;
    },
    'check-publications': async (run) => {
      const findTag = await openTagFinder({ ...context, ...run, apiUrl: context.config.github?.apiUrl });
      await checkPublications({ ...context, ...run, ledgerChanged }, { ...asking, findTag, lookUpDomain });
      return undefined;
    },
    retention: patient((shell) => retention(shell)),
  };

  function patient<Name extends JobName>(act: (shell: ShellContext, run: JobRun<Name>) => Promise<void>) {
    return async (run: JobRun<Name>): Promise<Postponed | undefined> => {
      try {
        await act({ ...context, log: run.log, signal: run.signal, alertsChanged }, run);
        return undefined;
      } catch (error) {
        const seconds = retryAfter(error, context.now());
        if (seconds !== undefined) return { seconds };
        if (statusOf(error) === 401)
          run.log.error({ err: error }, 'GitHub refuses the App: check APP_ID and PRIVATE_KEY');
        throw error;
      }
    };
  }
}

function describeFault(error: unknown): string {
  const status = statusOf(error);
  const message = (error instanceof Error ? error.message : String(error)).slice(0, 300);
  return status === undefined ? `it failed: ${message}` : `GitHub answered ${status}: ${message}`;
}
