// What the parts of the Learn tab share; known in every module without an import.

/** How an experiment came out: whether all its claims held, whether those did that decide its question, and which
 *  answer is then right. */
interface Outcome {
  confirmed: boolean;
  decided: boolean;
  right: number;
}
