import type { CatalogueInput } from "./CatalogueInput.ts"
import type { Meter } from "./Meter.ts"
import type { MeteringPolicy } from "./MeteringPolicy.ts"
import { policyProblems } from "./policyProblems.ts"
import type { Product } from "./Product.ts"
import { unknownName } from "./unknownName.ts"

/** Lists what no schema can see: misspelt options, names that stand twice, and choices that contradict each other. */
export const catalogueProblems = (
  input: CatalogueInput,
  products: ReadonlyArray<Product>,
  policy: MeteringPolicy
): ReadonlyArray<string> => [
  ...unknownOptions(input),
  ...repeated(products.map((product) => product.code)).map((code) => `product ${code} stands twice`),
  ...products.flatMap(productProblems),
  ...readDifferently(products),
  ...policyProblems(policy)
]

const options = {
  catalogue: ["products", "policy"],
  product: ["code", "meters", "zeroRecords", "dryRun"],
  meter: ["name", "dimension", "fraction", "aggregation", "property", "unit", "guard"]
}

const unknownOptions = (input: CatalogueInput): ReadonlyArray<string> => [
  ...unknownIn(input, "the catalogue", options.catalogue),
  ...input.products.flatMap((product) => [
    ...unknownIn(product, `product ${product.code}`, options.product),
    ...product.meters.flatMap((meter) =>
      unknownIn(meter, `meter ${meter.name} of product ${product.code}`, options.meter)
    )
  ])
]

const unknownIn = (given: object, whose: string, known: ReadonlyArray<string>): ReadonlyArray<string> =>
  Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => unknownName(name, whose, known))

const productProblems = (product: Product): ReadonlyArray<string> => [
  ...repeated(product.meters.map((meter) => meter.name)).map(
    (name) => `product ${product.code} has meter ${name} twice`
  ),
  ...repeated(product.meters.map((meter) => meter.dimension)).map(
    (dimension) =>
      `product ${product.code} has two meters for dimension ${dimension}, and AWS takes one record an hour`
  ),
  ...product.meters.flatMap((meter) => meterProblem(meter) ?? [])
]

const meterProblem = ({ aggregation, name, property }: Meter): string | undefined => {
  if (aggregation === "distinct" && property === undefined)
    return `meter ${name} counts what is distinct, so it needs the property to tell events apart by`
  return aggregation !== "distinct" && property !== undefined
    ? `meter ${name} has a property, which only a meter with aggregation distinct counts by`
    : undefined
}

const readDifferently = (products: ReadonlyArray<Product>): ReadonlyArray<string> => {
  const meters = products.flatMap((product) => product.meters)
  const isReadDifferently = (meter: Meter) =>
    meters.some(
      (other) =>
        other.name === meter.name &&
        (other.aggregation !== meter.aggregation ||
          other.property !== meter.property ||
          (other.fraction === "refuse") !== (meter.fraction === "refuse"))
    )
  return [...new Set(meters.filter(isReadDifferently).map(({ name }) => name))].map(
    (name) =>
      `meter ${name} stands in several products that read its events differently; give the meters names of their own`
  )
}

const repeated = (names: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...new Set(names.filter((name, i) => names.indexOf(name) !== i))
]
