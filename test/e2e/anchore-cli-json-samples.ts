/** JSON texts whose rewriting by Python is recorded: numbers, escapes, order of keys, empty containers. */
export const jsonSamples: readonly string[] = [
  '{}',
  '[]',
  '""',
  'null',
  '[[], {}, [{}], {"a": []}]',
  '{"b": 1, "a": 2, "A": 3, "_": 4, "10": 5, "9": 6, "": 7}',
  '{"\u{1f433}": "astral", "\uff5e": "before astral by code point", "\u00e9": 1, "e": 2}',
  '[0, -0, 1, -1, 9007199254740991, -9007199254740991]',
  '[0.5, -0.5, 0.1, 1234.5678, 0.0001, 0.00012, 0.00001, 1.5e-5, 1e-7, -2.25e-10, 5e-324, 1.7976931348623157e-300]',
  '[true, false, null, {"nested": {"deeper": {"deepest": [1, [2, [3]]]}}}]',
  '"quote \\" backslash \\\\ slash \\/ newline \\n tab \\t bell \\u0007 delete \\u007f nul \\u0000"',
  '"\\b\\f\\r \\u001f \\u0080 \\u2028 \\ud800 \\udfff \\ud83d\\udc33"',
  '"<script> & \u00fc \u6e2f \u0416"',
];
