import { type PrismaTransaction, prismaTransaction } from "@tallyhour/adapter-postgres"
import { type Meter, type Order, usageOf } from "./Order.ts"

/** The slice of your generated client, `new PrismaClient(…)`, that is used here. */
export interface Prisma {
  $transaction<A>(work: (tx: PrismaTransaction & Raw) => Promise<A>): Promise<A>
}

interface Raw {
  $executeRaw(query: TemplateStringsArray, ...values: Array<unknown>): PromiseLike<number>
}

/** Places an order and records its usage, in one interactive transaction of Prisma. */
export const placeOrder = async (prisma: Prisma, meter: Meter, order: Order) => {
  // #region prisma
  await prisma.$transaction(async (tx) => {
    await tx.$executeRaw`insert into shop_order (id, account) values (${order.id}, ${order.account})`
    await meter.record(prismaTransaction(tx), usageOf(order))
  })
  // #endregion
}
