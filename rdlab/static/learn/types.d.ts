// What the parts of the Learn tab share; known in every module without an import.

/** How an experiment came out: whether its claims held, and which answer is then right. */
interface Outcome {
  confirmed: boolean;
  right: number;
}
