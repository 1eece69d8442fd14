import { bootstrapNames } from './bootstrap-names.ts';

/** What an Envoy that is killed has captured since its last report is known to nobody: this bounds it. */
const reportInterval = '1s';

/** Full names of what the comparator reconciles its ledger with (`comparator/reconcile/envoy-report.ts` reads them). */
const reported = [
  String.raw`http\..+\.lua\.(umbra_captured\.[0-9a-f]{16}|errors)`,
  String.raw`http\..+/hop\.downstream_rq_total`,
  String.raw`cluster\..+/hop\.upstream_rq_(pending_overflow|active_overflow|cancelled)`,
  String.raw`access_logs\.grpc_access_log\.logs_(written|dropped)`,
].join('|');

/**
 * The part of the bootstrap that has Envoy push its counters to the comparator, as totals. The OpenTelemetry sink is the one that
 * can be told which: 1 KiB a report where the metrics service sends all of 31 KiB, and unlike a `stats_matcher` it takes no
 * statistic away from anybody else. Each point names the start of its process, so that a restart shows.
 */
export function reportedStatistics(nodeId: string): object {
  return {
    stats_flush_interval: reportInterval,
    stats_config: {
      // A label for Prometheus, or each seed would be a metric of its own.
      stats_tags: [{ tag_name: 'umbra.seed', regex: String.raw`\.lua\.umbra_captured(\.([0-9a-f]{16}))$` }],
    },
    stats_sinks: [
      {
        name: 'envoy.stat_sinks.open_telemetry',
        typed_config: {
          '@type': 'type.googleapis.com/envoy.extensions.stat_sinks.open_telemetry.v3.SinkConfig',
          grpc_service: { envoy_grpc: { cluster_name: bootstrapNames.comparatorCluster } },
          resource_detectors: [namedAs(nodeId)],
          emit_tags_as_attributes: false,
          use_tag_extracted_name: false,
          custom_metric_conversions: dropAllBut(reported),
        },
      },
    ],
  };
}

/** A report carries no node, so its name travels as an attribute. */
function namedAs(nodeId: string): object {
  return {
    name: 'envoy.tracers.opentelemetry.resource_detectors.static_config',
    typed_config: {
      '@type':
        'type.googleapis.com/envoy.extensions.tracers.opentelemetry.resource_detectors.v3.StaticConfigResourceDetectorConfig',
      attributes: { 'service.instance.id': nodeId },
    },
  };
}

function dropAllBut(regex: string): object {
  const named = {
    single_predicate: {
      input: {
        name: 'stat_full_name_match_input',
        typed_config: {
          '@type':
            'type.googleapis.com/envoy.extensions.matching.common_inputs.stats.v3.StatFullNameMatchInput',
        },
      },
      value_match: { safe_regex: { google_re2: {}, regex } },
    },
  };
  const drop = {
    name: 'otlp_metric_drop_action',
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.stat_sinks.open_telemetry.v3.SinkConfig.DropAction',
    },
  };
  return {
    matcher_list: {
      matchers: [{ predicate: { not_matcher: named }, on_match: { action: drop } }],
    },
  };
}
