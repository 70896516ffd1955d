import { Counter, Gauge, Registry } from 'prom-client';
import { isInside, type RunRecord, stepNames, verdicts } from '../core/run-record.ts';
import type { Series } from '../core/series.ts';

const runLabels = ['tenant', 'account', 'monitor', 'engine', 'location'] as const;

/**
 * The metrics of a history, in a registry of their own. They are made anew from the history every time, never counted
 * along: so counters keep their meaning over restarts, and a run that another process did is in them, too.
 */
export function metricsOf(series: readonly Series[], version: string): Registry {
  const registry = new Registry();
  const registers = [registry];
  const gauge = (name: string, help: string, labelNames: readonly string[] = runLabels) =>
    new Gauge({ name: `genkan_${name}`, help, labelNames, registers });

  const up = gauge('signin_up', 'Could the admin get in? 1 when the last run was up or degraded, else 0.');
  const duration = gauge(
    'signin_last_duration_seconds',
    'How long the last sign-in took the user, in seconds.',
  );
  const step = gauge(
    'signin_last_step_duration_seconds',
    'How long a step of the last sign-in took, in seconds.',
    [...runLabels, 'step'],
  );
  const lastRun = gauge(
    'signin_last_run_timestamp_seconds',
    'When the last run ended, in seconds since 1970.',
  );
  const lastSuccess = gauge(
    'signin_last_success_timestamp_seconds',
    'When an admin last got in, in seconds since 1970.',
  );
  const failing = gauge(
    'signin_failing',
    '1 while the sign-in fails, with its cause and whose fault it is; absent else.',
    [...runLabels, 'cause', 'fault'],
  );
  const runs = new Counter({
    name: 'genkan_signin_runs_total',
    help: 'Runs that have ended, by verdict.',
    labelNames: [...runLabels, 'verdict'],
    registers,
  });
  gauge('build_info', 'Always 1; the version of Genkan is a label.', ['version']).set({ version }, 1);

  for (const { last, lastSuccessAt, runs: counts } of series) {
    const labels = labelsOf(last);
    up.set(labels, Number(isInside(last.verdict)));
    duration.set(labels, last.durationMs / 1_000);
    lastRun.set(labels, secondsOf(last.endedAt));
    if (lastSuccessAt !== undefined) lastSuccess.set(labels, secondsOf(lastSuccessAt));
    if (last.cause !== undefined && last.fault !== undefined) {
      failing.set({ ...labels, cause: last.cause, fault: last.fault }, Number(!isInside(last.verdict)));
    }
    for (const verdict of verdicts) runs.inc({ ...labels, verdict }, counts[verdict]);
    for (const name of stepNames) {
      const taken = last.attempts.at(-1)?.steps.find(candidate => candidate.name === name);
      if (taken !== undefined) step.set({ ...labels, step: name }, taken.durationMs / 1_000);
    }
  }
  return registry;
}

const labelsOf = ({ tenant, account, monitor, engine, location }: RunRecord) => ({
  tenant,
  account,
  monitor,
  engine,
  location,
});

const secondsOf = (time: string): number => Date.parse(time) / 1_000;
