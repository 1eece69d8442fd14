import type { CapturedRequest } from '../exchange/exchange.ts';
import { EndpointLearner } from './endpoint-learner.ts';
import { bySpecificity, matchesTemplate, parseEndpointTemplate } from './endpoint-template.ts';
import type { EndpointTemplate } from './endpoint-template.ts';
import { graphqlOperationsOf } from './graphql-operation.ts';
import { segmentsOf } from './request-path.ts';

/** GraphQL operations told apart by name; further ones are `{other}`. */
const MAX_OPERATIONS = 500;
const MAX_OPERATION_NAME_LENGTH = 100;

/** Names the endpoints of one migration: declared templates first, then what its traffic has taught. */
export class Endpoints {
  readonly #declared: readonly EndpointTemplate[];
  readonly #learner: EndpointLearner;
  readonly #operations = new Set<string>();
  #otherOperations = 0;

  /** `templates` as in `GET /orders/{id}`. A learner given keeps what it knows when templates are declared anew. */
  constructor(templates: readonly string[], learner: EndpointLearner = new EndpointLearner()) {
    this.#declared = templates.map(parseEndpointTemplate).sort(bySpecificity);
    this.#learner = learner;
  }

  /** Requests whose endpoint was `{other}` because a table was full. */
  get others(): number {
    return this.#learner.others + this.#otherOperations;
  }

  /** `GET /orders/{id}`, or `POST /graphql query OrdersByCustomer`; never with a query string. */
  endpointOf(request: CapturedRequest): string {
    const method = /^[A-Z][A-Z-]{0,31}$/.test(request.method) ? request.method : 'OTHER';
    const segments = segmentsOf(request.path);
    const declared = this.#declared.find((template) => matchesTemplate(template, method, segments));
    const endpoint = declared?.text ?? this.#learner.nameOf(method, segments);
    const operations = graphqlOperationsOf(request);
    if (operations === undefined) return endpoint;
    const [operation] = operations;
    if (operation === undefined || operations.length > 1) return `${endpoint} batch`;
    return `${endpoint} ${operation.type} ${this.#operationName(operation.name)}`;
  }

  #operationName(name: string | undefined): string {
    if (name === undefined) return 'anonymous';
    if (this.#operations.has(name)) return name;
    if (this.#operations.size >= MAX_OPERATIONS || name.length > MAX_OPERATION_NAME_LENGTH) {
      this.#otherOperations += 1;
      return '{other}';
    }
    this.#operations.add(name);
    return name;
  }
}
