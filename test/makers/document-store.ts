export interface StoreRequest {
  readonly tenant: string;
  readonly method: string;
  /** `/docs`, `/docs/{id}` or `/docs/{id}/copy`. */
  readonly path: string;
  readonly body?: { readonly value?: string; readonly from?: string };
}

export interface StoreAnswer {
  readonly status: number;
  readonly body?: unknown;
}

interface Document {
  readonly value: string;
  /** Counts the writes of the document, so that it tells what a lost or a doubled one leaves behind. */
  readonly version: number;
}

/**
 * Documents of tenants, in memory. What a request is answered depends on all that came before it: values on the last write, versions
 * on the number of writes, the list on the order of creation, a copy on another document.
 */
export class DocumentStore {
  readonly #byTenant = new Map<string, Map<string, Document>>();

  /** `forgetful` answers an update as usual, and does not make it: the defect that only a later read shows. */
  answer(
    { tenant, method, path, body = {} }: StoreRequest,
    { forgetful = false }: { readonly forgetful?: boolean } = {},
  ): StoreAnswer {
    const documents = this.#byTenant.get(tenant) ?? new Map<string, Document>();
    this.#byTenant.set(tenant, documents);
    const [, , id, verb] = path.split('/');
    if (id === undefined) return { status: 200, body: { documents: [...documents].map(shown) } };

    const existing = documents.get(id);
    switch (method) {
      case 'GET':
        return existing === undefined ? missing : { status: 200, body: shown([id, existing]) };
      case 'DELETE':
        return documents.delete(id) ? { status: 204 } : missing;
      case 'POST':
        if (verb !== 'copy' && existing !== undefined) return { status: 409, body: { error: 'exists' } };
    }
    const value = verb === 'copy' ? documents.get(body.from ?? '')?.value : body.value;
    if (value === undefined) return missing;
    const written = { value, version: (existing?.version ?? 0) + 1 };
    if (!forgetful) documents.set(id, written);
    return { status: existing === undefined ? 201 : 200, body: shown([id, written]) };
  }
}

const missing: StoreAnswer = { status: 404, body: { error: 'missing' } };

function shown([id, { value, version }]: [string, Document]): object {
  return { id, value, version };
}
