import { describe, expect, it } from 'vitest';
import { startApi } from '../../../makers/control-plane-api.ts';

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
}

describe('the OpenAPI document', () => {
  it('has every operation that is served, and no other', async () => {
    const { call, app } = await startApi();
    const { paths } = (await call('GET', '/openapi.json')).json;
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    const layers = (app as unknown as { router: { stack: Layer[] } }).router.stack;
    const served = layers.flatMap(({ route }) => {
      if (route === undefined) return [];
      const path = route.path.replaceAll('\\:', ':').replaceAll(/(?<=\/):(\w+)/g, '{$1}');
      // A route without one method refuses all the others.
      const methods = Object.keys(route.methods).filter((method) => method !== '_all');
      return methods.length > 5 ? [] : methods.map((method) => `${method} ${path}`);
    });
    expect(described.sort()).toEqual(served.sort());
    expect(described).toContain('patch /v1/migrations/{name}/mirror');
  });

  it('describes a migration as the parser takes it', async () => {
    const { call } = await startApi();
    const { components } = (await call('GET', '/openapi.json')).json;
    const migration = components.schemas['Migration'];
    expect(migration).toMatchObject({
      additionalProperties: false,
      properties: { mirror: { properties: { percent: { maximum: 100 } } } },
    });
    expect(migration?.required).toEqual(expect.arrayContaining(['name', 'primary', 'shadow']));
  });
});
