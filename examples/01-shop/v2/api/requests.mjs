/** What a client sent is not what the contract asks for. */
export class BadRequest extends Error {}

/** The JSON of a request; anything else is the client's mistake. */
export async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    const body = JSON.parse(Buffer.concat(chunks).toString());
    if (typeof body === "object" && body !== null && !Array.isArray(body)) return body;
  } catch {}
  throw new BadRequest("the body is no JSON object");
}

export function required(body, name, isRight) {
  if (body[name] === undefined) throw new BadRequest(`${name} is missing`);
  return optional(body, name, isRight);
}

export function optional(body, name, isRight) {
  const value = body[name];
  if (value !== undefined && !isRight(value)) throw new BadRequest(`${name} is not what it should be`);
  return value;
}

export const isString = (value) => typeof value === "string";
export const isCurrency = (value) => value === "EUR" || value === "USD";
export const isQuantity = (value) => Number.isInteger(value) && value >= 1;
