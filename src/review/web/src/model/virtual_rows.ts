/** Which items of a long list to build, so that twenty thousand candidates cost as much as forty. */

export interface Window { first: number; end: number; top_px: number; height_px: number; columns: number }

export interface ListShape {
  total: number; width_px: number; item_width_px: number; item_height_px: number;
  scroll_px: number; view_px: number;
  /** Rows built beyond either edge of the view, so that a fast scroll meets no blank. */
  spare_rows: number;
}

/** Items [first, end) of row-major tiles; the first of them starts at `top_px` of a list `height_px` high. */
export function windowOf(shape: ListShape): Window {
  const columns = Math.max(1, Math.floor(shape.width_px / shape.item_width_px));
  const rows = Math.ceil(shape.total / columns);
  const first_row = Math.max(0, Math.min(rows, Math.floor(shape.scroll_px / shape.item_height_px) - shape.spare_rows));
  const last_row = Math.ceil((shape.scroll_px + shape.view_px) / shape.item_height_px) + shape.spare_rows;
  const end_row = Math.max(first_row, Math.min(rows, last_row));
  return {
    first: first_row * columns,
    end: Math.min(shape.total, end_row * columns),
    top_px: first_row * shape.item_height_px,
    height_px: rows * shape.item_height_px,
    columns,
  };
}

/** Scroll position that shows item `index` whole, moved no further than needed. */
export function scrollTo(index: number, columns: number, shape: ListShape): number {
  const top = Math.floor(index / columns) * shape.item_height_px;
  const bottom = top + shape.item_height_px;
  if (top < shape.scroll_px) return top;
  if (bottom > shape.scroll_px + shape.view_px) return bottom - shape.view_px;
  return shape.scroll_px;
}
