export interface GraphqlOperation {
  readonly type: 'query' | 'mutation' | 'subscription';
  /** Undefined for an anonymous operation. */
  readonly name: string | undefined;
}

/** Longer documents are not read. */
const MAX_DOCUMENT_LENGTH = 100_000;

const tokenText =
  /[\s,\uFEFF]+|#[^\n\r]*|"""(?:[^"\\]|\\"""|\\(?!""")|"(?!""))*"""|"(?:[^"\\\n\r]|\\.)*"|\.\.\.|[_A-Za-z][_0-9A-Za-z]*|-?[0-9][0-9.eE+-]*|[!$&()=:@[\]{|}]/y;

/**
 * The operations a GraphQL document defines; undefined when the text is not one. It reads just enough of the grammar
 * (GraphQL October 2021, section 2) to tell operations from what is in strings, comments, variables and fragments.
 */
export function parseGraphqlDocument(text: string): readonly GraphqlOperation[] | undefined {
  const tokens = text.length <= MAX_DOCUMENT_LENGTH ? tokensOf(text) : undefined;
  if (tokens === undefined) return undefined;
  const operations: GraphqlOperation[] = [];
  let at = 0;
  while (at < tokens.length) {
    const keyword = tokens[at] ?? '';
    const definesOperation = isOperationType(keyword);
    if (!definesOperation && keyword !== 'fragment' && keyword !== '{') return undefined;
    const end = endOfDefinition(tokens, at);
    if (end === undefined) return undefined;
    if (keyword === '{') operations.push({ type: 'query', name: undefined });
    if (definesOperation) operations.push({ type: keyword, name: nameIn(tokens[at + 1]) });
    at = end;
  }
  return operations.length > 0 ? operations : undefined;
}

function isOperationType(word: string): word is GraphqlOperation['type'] {
  return word === 'query' || word === 'mutation' || word === 'subscription';
}

function nameIn(word: string | undefined): string | undefined {
  return word !== undefined && /^[_A-Za-z]/.test(word) ? word : undefined;
}

/** Without spaces and comments; undefined when a character fits no token. */
function tokensOf(text: string): string[] | undefined {
  const tokens: string[] = [];
  tokenText.lastIndex = 0;
  while (tokenText.lastIndex < text.length) {
    const found = tokenText.exec(text)?.[0];
    if (found === undefined) return undefined;
    if (!/^[\s,#\uFEFF]/.test(found)) tokens.push(found);
  }
  return tokens;
}

/** The position after the selection set: the first braces outside of parentheses, where variables have defaults. */
function endOfDefinition(tokens: readonly string[], start: number): number | undefined {
  let parentheses = 0;
  let braces = 0;
  for (let at = start; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === '(') parentheses += 1;
    else if (token === ')') parentheses -= 1;
    else if (parentheses > 0) continue;
    else if (token === '{') braces += 1;
    else if (token === '}') {
      braces -= 1;
      if (braces === 0) return at + 1;
    }
    if (parentheses < 0 || braces < 0) return undefined;
  }
  return undefined;
}
