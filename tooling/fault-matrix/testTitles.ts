import { parseAst } from "rolldown/parseAst"

type Statement = ReturnType<typeof parseAst>["body"][number]
type Expression = Extract<Statement, { readonly type: "ExpressionStatement" }>["expression"]
type Call = Extract<Expression, { readonly type: "CallExpression" }>
type Argument = Call["arguments"][number]

/** What is called to make tests: `it.effect.each(table)` is `it`, by way of `effect` and of `each` with its table. */
interface Maker {
  readonly name: string
  readonly ways: ReadonlyArray<{ readonly name: string; readonly given: ReadonlyArray<Argument> }>
}

/**
 * Returns the titles of the tests that a file runs, in their order; of a table whose title is `%s` what its first column says.
 *
 * What is left out, is to be written or is to fail proves nothing, and neither does a text that is in no call of a test.
 */
export const testTitles = (text: string): ReadonlyArray<string> =>
  titlesIn(parseAst(text, { lang: "ts" }), { isLeftOut: false })

const titlesIn = (node: unknown, { isLeftOut }: { readonly isLeftOut: boolean }): ReadonlyArray<string> => {
  if (typeof node !== "object" || node === null) return []
  const maker = isCall(node) ? makerOf(node.callee) : undefined
  const isOut = isLeftOut || (maker !== undefined && isCall(node) && leavesOut(maker, node))
  const own = maker !== undefined && isCall(node) && !isOut ? titlesOf(maker, node) : []
  return [...own, ...Object.values(node).flatMap((child) => titlesIn(child, { isLeftOut: isOut }))]
}

const isCall = (node: object): node is Call => "type" in node && node.type === "CallExpression"

const makerOf = (callee: Expression, given: ReadonlyArray<Argument> = []): Maker | undefined => {
  if (callee.type === "Identifier")
    return /^(?:it|test|describe)$/.test(callee.name) ? { name: callee.name, ways: [] } : undefined
  if (callee.type === "CallExpression") return makerOf(callee.callee, callee.arguments)
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return undefined
  const before = makerOf(callee.object)
  return before && { ...before, ways: [...before.ways, { name: callee.property.name, given }] }
}

const leavesOut = ({ ways }: Maker, { arguments: given }: Call): boolean =>
  ways.some(
    (way) =>
      leavingOut.test(way.name) ||
      // A condition that is written out is none.
      (/^(?:skipIf|runIf)$/.test(way.name) && way.given.some(({ type }) => type === "Literal"))
  ) ||
  given.some(
    (one) =>
      one.type === "ObjectExpression" &&
      one.properties.some(
        (property) =>
          property.type === "Property" &&
          property.key.type === "Identifier" &&
          leavingOut.test(property.key.name)
      )
  )

const leavingOut = /^(?:skip|todo|fails)$/

const titlesOf = ({ name, ways }: Maker, { arguments: [title, ...rest] }: Call): ReadonlyArray<string> => {
  const isRun = rest.some(({ type }) => /^(?:ArrowFunction|Function|Call)Expression$|^Identifier$/.test(type))
  const said = textOf(title)
  if (name === "describe" || !isRun || said === undefined) return []
  const table = ways.find((way) => way.name === "each")?.given[0]
  return table !== undefined && said.startsWith("%s") ? firstColumnOf(table) : [said]
}

const firstColumnOf = (table: Argument): ReadonlyArray<string> => {
  const rows = plainOf(table)
  if (rows?.type !== "ArrayExpression") return []
  return rows.elements.flatMap((row) => {
    const cells = plainOf(row)
    return textOf(cells?.type === "ArrayExpression" ? cells.elements[0] : cells) ?? []
  })
}

const textOf = (node: Argument | null | undefined): string | undefined => {
  const plain = plainOf(node)
  if (plain?.type === "TemplateLiteral") return plain.quasis[0]?.value.raw
  return plain?.type === "Literal" && typeof plain.value === "string" ? plain.value : undefined
}

/** The expression without what only its type is told by. */
const plainOf = (node: Argument | null | undefined): Argument | null | undefined =>
  node?.type === "TSAsExpression" || node?.type === "TSSatisfiesExpression" ? plainOf(node.expression) : node
