import { relative } from "node:path";
import ts from "typescript";
import type { Finding } from "./scan.ts";

/**
 * Where text is cut by a number of units outside of `src/domain/cut.ts`, which alone knows how to leave no half of a character.
 * What ends or begins at something that was found in the text (`slice(at + 1)`, `slice(0, slash)`) cuts nothing.
 */
export function cutTexts(project: string, root: string): readonly Finding[] {
  const { config } = ts.readConfigFile(project, (path) => ts.sys.readFile(path));
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram(fileNames, options);
  const checker = program.getTypeChecker();
  const findings: Finding[] = [];
  for (const file of program.getSourceFiles()) {
    const path = relative(root, file.fileName);
    if (!path.startsWith("src/") || path === "src/domain/cut.ts") continue;
    const look = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && isCut(node, checker))
        findings.push({
          ...{ path, line: file.getLineAndCharacterOfPosition(node.getStart()).line + 1 },
          what: `${node.getText()} cuts text by units; src/domain/cut.ts cuts it by letters`,
        });
      ts.forEachChild(node, look);
    };
    look(file);
  }
  return findings;
}

const cutters = new Set(["slice", "substring", "substr", "charAt"]);

function isCut({ expression, arguments: given }: ts.CallExpression, checker: ts.TypeChecker): boolean {
  if (!ts.isPropertyAccessExpression(expression) || !cutters.has(expression.name.text)) return false;
  const { flags } = checker.getNonNullableType(checker.getTypeAtLocation(expression.expression));
  return (
    (flags & ts.TypeFlags.StringLike) !== 0 &&
    given.some((bound, at) => isNumber(bound, checker) && (at > 0 || isNegative(bound)))
  );
}

/** A number that stands in the source, as such or by a constant's name: not one that was found in the text. */
function isNumber(bound: ts.Expression, checker: ts.TypeChecker): boolean {
  if (isNegative(bound) || ts.isNumericLiteral(bound)) return true;
  if (ts.isBinaryExpression(bound)) return [bound.left, bound.right].every((side) => isNumber(side, checker));
  return ts.isIdentifier(bound) && (checker.getTypeAtLocation(bound).flags & ts.TypeFlags.NumberLiteral) !== 0;
}

const isNegative = (bound: ts.Expression): boolean => ts.isPrefixUnaryExpression(bound) && ts.isNumericLiteral(bound.operand);
