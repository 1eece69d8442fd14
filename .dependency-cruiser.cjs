/** The borders of the house: services never import one another, and arrows point inward. */
const services = ['control-plane', 'comparator'];

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.config\\.(ts|js)$', '\\.d\\.ts$', 'main\\.ts$'] },
      to: {},
    },
    ...services.map((service) => ({
      name: `${service}-stands-alone`,
      comment: 'Services share wire contracts and platform/, never code of each other.',
      severity: 'error',
      from: { path: `^${service}/` },
      to: { path: '^(control-plane|comparator|shadow-db|cli|demo|test|bench)/', pathNot: `^${service}/` },
    })),
    {
      name: 'concepts-do-not-know-the-edge',
      comment: 'Adapters depend on concepts, never back; only main.ts wires both.',
      severity: 'error',
      from: {
        path: '^(control-plane|comparator)/',
        pathNot: ['^(control-plane|comparator)/adapters/', '^(control-plane|comparator)/(main|start)\\.ts$'],
      },
      to: { path: '^(control-plane|comparator)/adapters/' },
    },
    {
      name: 'concepts-are-pure',
      comment: 'No clock, network, database or framework below a concept folder.',
      severity: 'error',
      from: {
        path: '^(control-plane|comparator)/',
        pathNot: [
          '^(control-plane|comparator)/adapters/',
          '^(control-plane|comparator)/(main|start|configuration)\\.ts$',
        ],
      },
      to: {
        path: [
          '^node:(http|https|child_process|dgram|tls)',
          'node_modules/(pg|express|@grpc/grpc-js/|pino|prom-client)',
        ],
      },
    },
    {
      name: 'platform-is-a-leaf',
      severity: 'error',
      from: { path: '^platform/' },
      to: { path: '^(control-plane|comparator|cli|demo|envoy|test|bench)/' },
    },
    {
      name: 'product-does-not-import-tests',
      severity: 'error',
      from: { pathNot: '^(test|bench)/' },
      to: { path: '^(test|bench)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
