import { type Body, PolygonShape } from 'planck';

/** The corners of each polygon that a body is made of, in the world's metres. */
export function outlinesOf(body: Body): (readonly [x: number, y: number])[][] {
  const outlines = [];
  for (let fixture = body.getFixtureList(); fixture !== null; fixture = fixture.getNext()) {
    const shape = fixture.getShape();
    if (!(shape instanceof PolygonShape)) continue;
    outlines.push(
      shape.m_vertices.map((corner) => {
        const { x, y } = body.getWorldPoint(corner);
        return [x, y] as const;
      }),
    );
  }
  return outlines;
}
