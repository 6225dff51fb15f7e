/** ESLint rules for how the sources are written, where more than one way would do. */

/**
 * A constant of a module that is a number or a text is written MAX_ROWS, so that who reads it in the
 * middle of a function sees that it is fixed; tables, sets, functions and whatever is computed are written maxRows.
 */

const upper = /^[A-Z][A-Z0-9_]*$/

/** Whether the value stands in the source: a literal, or arithmetic of literals and of other such constants. */
function isFixed(node) {
  if (node === null || node === undefined) return false
  if (node.type === 'Literal') return ['number', 'string', 'bigint'].includes(typeof node.value)
  if (node.type === 'TemplateLiteral') return node.expressions.length === 0
  if (node.type === 'UnaryExpression') return isFixed(node.argument)
  if (node.type === 'TSAsExpression') return isFixed(node.expression)
  if (node.type === 'BinaryExpression') return isFixed(node.left) && isFixed(node.right)
  if (node.type === 'Identifier') return upper.test(node.name)
  return node.type === 'MemberExpression' && node.object.name === 'Number'
}

const constantNames = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      fixed: '"{{name}}" is a fixed number or text: write it in capitals (MAX_ROWS).',
      computed: '"{{name}}" is no fixed number or text: write it as other variables (maxRows).',
    },
  },
  create(context) {
    return {
      'Program > VariableDeclaration[kind="const"] > VariableDeclarator, Program > ExportNamedDeclaration > VariableDeclaration[kind="const"] > VariableDeclarator'(
        node,
      ) {
        if (node.id.type !== 'Identifier') return
        const { name } = node.id
        if (isFixed(node.init) === upper.test(name)) return
        context.report({ node: node.id, messageId: upper.test(name) ? 'computed' : 'fixed', data: { name } })
      },
    }
  },
}

/** Says in one form what a function throws: `@throws InputError when ...`, the type first. */
const throwsTag = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { form: 'Write what is thrown as a tag, the type first: "@throws InputError when ...".' },
  },
  create: (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments()) {
        if (comment.type !== 'Block' || !comment.value.startsWith('*')) continue
        const isSentence = /(^|[.:] |\* )Throws /m.test(comment.value)
        const isUntyped = /@throws (?![A-Z]\w+\b)/.test(comment.value)
        if (isSentence || isUntyped) context.report({ loc: comment.loc, messageId: 'form' })
      }
    },
  }),
}

const typedArray =
  /^(Int8|Uint8|Uint8Clamped|Int16|Uint16|Int32|Uint32|Float32|Float64|BigInt64|BigUint64)Array$|^Buffer$/

/**
 * `list[index] as T` hands on `undefined` as a `T` where the index is wrong: `elementAt(list, index)` throws there. A
 * typed array holds numbers, which the innermost loops of the searches read, and what is read past its end turns
 * every sum into NaN: those casts stay. So do casts that say of a value of any form what it is (`fields['term'] as number`).
 */
const indexCast = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { cast: 'Read the element with elementAt(list, index), which throws where there is none.' },
  },
  create(context) {
    const { program, esTreeNodeToTSNodeMap } = context.sourceCode.parserServices
    const checker = program.getTypeChecker()
    const isList = (type) =>
      type.isUnion() ? type.types.every(isList) : checker.isArrayType(type) || checker.isTupleType(type)
    return {
      'TSAsExpression > MemberExpression[computed=true].expression'(node) {
        const cast = esTreeNodeToTSNodeMap.get(node.parent)
        const list = checker.getTypeAtLocation(esTreeNodeToTSNodeMap.get(node.object))
        if (typedArray.test(list.symbol?.name ?? '') || !isList(list)) return
        const element = checker.getTypeAtLocation(esTreeNodeToTSNodeMap.get(node))
        const [held, given] = [checker.getNonNullableType(element), checker.getTypeAtLocation(cast)]
        // a cast to unknown claims nothing; one to a narrower type has another reason
        if (given.intrinsicName === 'unknown') return
        if (checker.isTypeAssignableTo(held, given)) context.report({ node: node.parent, messageId: 'cast' })
      },
    }
  },
}

/** `as unknown as T` is believed whatever the value is: a comment before it says why the value is a T all the same. */
const doubleCast = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      reason:
        'Give the value its type without "as unknown as", or say in a comment on the line before why it has it.',
    },
  },
  create: (context) => ({
    'TSAsExpression > TSAsExpression.expression[typeAnnotation.type="TSUnknownKeyword"]'(node) {
      const first = context.sourceCode.getFirstToken(node).loc.start.line
      const isExplained = context.sourceCode
        .getAllComments()
        .some(
          ({ loc }) =>
            loc.end.line === first - 1 || (loc.end.line >= first && loc.end.line <= node.loc.end.line),
        )
      if (!isExplained) context.report({ node, messageId: 'reason' })
    },
  }),
}

const spreadArguments = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { spread: 'Spread arguments overflow the stack where they are many: use pushAll, or a loop.' },
  },
  create(context) {
    return {
      'CallExpression[callee.property.name=/^(push|unshift|min|max|fromCharCode)$/] > SpreadElement'(node) {
        // so many as stand in the source
        if (node.argument.type !== 'ArrayExpression') context.report({ node, messageId: 'spread' })
      },
    }
  },
}

export const dialect = {
  rules: {
    'constant-names': constantNames,
    'throws-tag': throwsTag,
    'index-cast': indexCast,
    'double-cast': doubleCast,
    'spread-arguments': spreadArguments,
  },
}
