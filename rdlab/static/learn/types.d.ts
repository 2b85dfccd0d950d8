// What the parts of the Learn tab share; known in every module without an import.

/** How an experiment came out: whether the claims that decide the question held, which answer is then right, and
 *  what is said of it. */
interface Outcome {
  decided: boolean;
  right: number;
  summary: Sentence[];
}
