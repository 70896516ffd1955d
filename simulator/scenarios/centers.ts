import type { Scenario } from './scenario.ts';

/** Days on which the admin center itself is slow or broken. */
export const centerScenarios: Readonly<Record<string, Scenario>> = {
  'admin-503': {
    description: 'The admin center answers its first request with 503.',
    cause: 'admin_center_error',
    faults: { portal: { status: 503 } },
  },
  'runtime-error': {
    description: 'Signed in, and the admin center answers with "Runtime Error" and status 500.',
    cause: 'admin_center_error',
    faults: { shell: { status: 500, page: 'runtime error' } },
  },
  'runtime-error-first': {
    description: 'The admin center answers its first request with "Runtime Error" and status 500.',
    cause: 'admin_center_error',
    faults: { portal: { status: 500, page: 'runtime error' } },
  },
  'slow-shell': {
    description: 'The script that builds the shell of the admin center takes 40 seconds.',
    delays: { shellBundle: 40_000 },
  },
  'slow-data': {
    description: 'The first data calls of the admin center take 40 seconds.',
    delays: { data: 40_000 },
  },
  'shell-hangs': {
    description: 'The script that builds the shell of the admin center never comes.',
    cause: 'assets_blocked',
    faults: { shellBundle: 'hang' },
  },
  'support-calls-500': {
    description: 'Inside, and only the calls fail that the admin center can be used without.',
    faults: { extraData: { status: 500 } },
  },
  'admin-data-500': {
    description: 'Inside, but the first data calls of the admin center fail.',
    cause: 'admin_center_error',
    faults: { data: { status: 500 } },
  },
  'admin-data-hangs': {
    description: 'Inside, but the first data calls of the admin center never answer.',
    cause: 'admin_center_incomplete',
    faults: { data: 'hang' },
  },
};
