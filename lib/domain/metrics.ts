/** The labels of one account × monitor × engine × location. Never a user name, an address, a message or a run id. */
export const runLabels = ['tenant', 'account', 'monitor', 'engine', 'location'] as const;

/** What names a series in metrics. */
export type SeriesLabels = Readonly<Record<(typeof runLabels)[number], string>>;

/** One metric of the contract: its name, meaning and labels. */
export interface Metric {
  readonly type: 'gauge' | 'counter' | 'histogram';
  /** One sentence, with the unit. */
  readonly help: string;
  readonly labels: readonly string[];
}

/**
 * Every metric that Genkan gives away: the one place for their names, types and labels. The registry, the reference
 * page, the alert rules and the dashboards are held against it.
 */
export const metrics = {
  genkan_signin_up: {
    type: 'gauge',
    help: '1 if the last sign-in worked (up or degraded), else 0. A run that was missed, overlapped or interrupted changes nothing.',
    labels: runLabels,
  },
  genkan_signin_last_duration_seconds: {
    type: 'gauge',
    help: 'How long the last sign-in took the user, in seconds.',
    labels: runLabels,
  },
  genkan_signin_last_step_duration_seconds: {
    type: 'gauge',
    help: 'How long a step of the last sign-in took the user, in seconds.',
    labels: [...runLabels, 'step'],
  },
  genkan_signin_last_run_timestamp_seconds: {
    type: 'gauge',
    help: 'When the last run ended that took place, in seconds since 1970.',
    labels: runLabels,
  },
  genkan_signin_last_success_timestamp_seconds: {
    type: 'gauge',
    help: 'When the last successful sign-in ended, in seconds since 1970.',
    labels: runLabels,
  },
  genkan_signin_interval_seconds: {
    type: 'gauge',
    help: 'Interval between due runs, in seconds.',
    labels: runLabels,
  },
  genkan_signin_failing: {
    type: 'gauge',
    help: '1 while the sign-in fails, with its cause and fault; absent otherwise.',
    labels: [...runLabels, 'cause', 'fault'],
  },
  genkan_signin_runs_total: {
    type: 'counter',
    help: 'Runs that have ended, by verdict.',
    labels: [...runLabels, 'verdict'],
  },
  genkan_signin_duration_seconds: {
    type: 'histogram',
    help: 'How long successful sign-ins took the user, in seconds.',
    labels: ['tenant', 'monitor', 'engine', 'location'],
  },
  genkan_signin_step_duration_seconds: {
    type: 'histogram',
    help: 'How long the steps of sign-ins took the user, in seconds.',
    labels: ['monitor', 'engine', 'location', 'step'],
  },
  genkan_signin_failures_total: {
    type: 'counter',
    help: 'Runs that were not up, by cause and fault.',
    labels: ['monitor', 'engine', 'location', 'cause', 'fault'],
  },
  genkan_account_paused: {
    type: 'gauge',
    help: '1 while an account is paused because a credential of its user name was refused.',
    labels: ['tenant', 'account', 'location'],
  },
  genkan_credential_expiry_timestamp_seconds: {
    type: 'gauge',
    help: 'When a credential expires, in seconds since 1970, where that is known.',
    labels: ['tenant', 'account', 'location', 'credential'],
  },
  genkan_clock_skew_seconds: {
    type: 'gauge',
    help: "How far this clock is ahead of Microsoft's, in seconds.",
    labels: ['location'],
  },
  genkan_evidence_bytes: {
    type: 'gauge',
    help: 'Size of all stored evidence, in bytes.',
    labels: ['location'],
  },
  genkan_sink_errors_total: {
    type: 'counter',
    help: 'How often results could not be sent to a sink.',
    labels: ['location', 'sink'],
  },
  genkan_build_info: {
    type: 'gauge',
    help: 'Always 1; the version is a label.',
    labels: ['location', 'version'],
  },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;
