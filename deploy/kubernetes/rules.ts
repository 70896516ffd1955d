import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';

const folder = new URL('../prometheus/rules/', import.meta.url);
const head = `# Made from deploy/prometheus/rules by \`npm run docs\`: change those, not this file.\n`;

/** The rules of deploy/prometheus as the Prometheus operator takes them. */
export function prometheusRule(): string {
  const groups = ['recording.yml', 'alerts.yml'].flatMap(
    file => (parse(readFileSync(new URL(file, folder), 'utf8')) as { groups: object[] }).groups,
  );
  const resource = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'genkan', labels: { 'app.kubernetes.io/name': 'genkan' } },
    spec: { groups },
  };
  return head + stringify(resource, { lineWidth: 0 });
}
