// Writes the PrometheusRule: node deploy/kubernetes/generate.ts. A test holds that it is current.
import { writeFileSync } from 'node:fs';
import { prometheusRule } from './rules.ts';

writeFileSync(new URL('monitoring/rules.yaml', import.meta.url), prometheusRule());
