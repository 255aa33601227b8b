import { createRequire } from 'node:module';

/** The font of every picture, by name; {@link svgToPng} draws with the copy that comes with this package. */
export const PICTURE_FONT = "'DejaVu Sans', Verdana, sans-serif";

/** An SVG picture as a PNG, twice as wide in pixels, drawn with the font that comes with this package alone. */
export async function svgToPng(svg: string): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js');
  const font = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');
  const options = { loadSystemFonts: false, fontFiles: [font], defaultFontFamily: 'DejaVu Sans' };
  return new Resvg(svg, { font: options, fitTo: { mode: 'zoom', value: 2 }, background: 'white' }).render().asPng();
}
