import { Prometheus } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/Prometheus';
import { PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { CronJob } from 'kubernetes-models/batch/v1/CronJob';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { Service } from 'kubernetes-models/v1/Service';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';

// Judged by the schemas that Kubernetes and the Prometheus operator publish.
const models: Readonly<Record<string, new (data: never) => { validate(): void }>> = {
  ConfigMap,
  CronJob,
  Deployment,
  Namespace,
  NetworkPolicy,
  PersistentVolumeClaim,
  Prometheus,
  PrometheusRule,
  Service,
  ServiceAccount,
  ServiceMonitor,
};

/**
 * What the published schema of its kind has against an object. The schemas allow fields that they do not know, though
 * Kubernetes would ignore them: so an unknown field is reported, too.
 */
export function problemsOf(manifest: { readonly kind: string }): string[] {
  const Model = models[manifest.kind];
  if (Model === undefined) return [`${manifest.kind} is not known here`];
  const unasked = new Map<string, object>();
  const model = watched(new Model(manifest as never), '', unasked);
  try {
    model.validate();
  } catch (error) {
    return (error as Error).message.split(', ');
  }
  return Array.from(unasked.keys(), path => `${path} is not known to ${manifest.kind}`);
}

/** The same object; paths of fields that nobody has read yet are in `unread`. */
function watched<T extends object>(value: T, path: string, unread: Map<string, object>): T {
  for (const key of Object.keys(value)) unread.set(`${path}/${key}`, value);
  const children = new Map<string | symbol, object>();
  return new Proxy(value, {
    get(target, key) {
      const child: unknown = Reflect.get(target, key);
      if (typeof key === 'string') unread.delete(`${path}/${key}`);
      if (typeof child !== 'object' || child === null) return child;
      const known = children.get(key) ?? watched(child, `${path}/${String(key)}`, unread);
      children.set(key, known);
      return known;
    },
  });
}
