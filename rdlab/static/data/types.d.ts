// What the data card's parts share; known in every module without an import.

/** The visitor's own data as the server has confirmed them (own_data.OwnData.shown). */
interface OwnShown {
  kind: string;
  count: number;
  points: Packed;
}

/** A mixture to begin editing with, standardised, and the place of the data it stands for. */
type MixturePlace = MixtureParameters & { center: number[]; scale: number };

/** What the page sends of own data. */
type Send = (payload: Record<string, unknown>) => void;
