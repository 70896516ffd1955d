import type { Scenario } from './scenario.ts';

/** Admin centers that are slow or broken, or that Defender for Cloud Apps is put before. */
export const centerScenarios: Readonly<Record<string, Scenario>> = {
  'admin-503': {
    description: 'The admin center answers its first request with 503.',
    cause: 'admin_center_error',
    isForEverybody: true,
    network: { faults: { portal: { status: 503 } } },
  },
  'runtime-error': {
    description: 'Signed in, and the admin center answers with "Runtime Error" and status 500.',
    cause: 'admin_center_error',
    network: { faults: { shell: { status: 500, page: 'runtime error' } } },
  },
  'runtime-error-first': {
    description: 'The admin center answers its first request with "Runtime Error" and status 500.',
    cause: 'admin_center_error',
    isForEverybody: true,
    network: { faults: { portal: { status: 500, page: 'runtime error' } } },
  },
  'slow-shell': {
    description: 'The script that builds the shell of the admin center takes 40 seconds.',
    isForEverybody: true,
    network: { delays: { shellBundle: 40000 } },
  },
  'slow-data': {
    description: 'The first data calls of the admin center take 40 seconds.',
    network: { delays: { data: 40000 } },
  },
  'shell-hangs': {
    description: 'The script that builds the shell of the admin center never comes.',
    cause: 'assets_blocked',
    isForEverybody: true,
    network: { faults: { shellBundle: 'hang' } },
  },
  'support-calls-500': {
    description: 'Inside, and only the calls fail that the admin center can be used without.',
    network: { faults: { extraData: { status: 500 } } },
  },
  'admin-data-500': {
    description: 'Inside, but the first data calls of the admin center fail.',
    cause: 'admin_center_error',
    network: { faults: { data: { status: 500 } } },
  },
  'admin-data-hangs': {
    description: 'Inside, but the first data calls of the admin center never answer.',
    cause: 'admin_center_incomplete',
    network: { faults: { data: 'hang' } },
  },
  'center-forgets': {
    description: 'The admin center forgets every session at once: to the sign-in and back for ever.',
    cause: 'sign_in_loop',
    centers: { forgetsSessions: true },
  },
  'behind-defender': {
    description: 'Defender for Cloud Apps is in front of the admin center: .mcas.ms behind its host.',
    centers: { isBehindDefender: true },
  },
};
