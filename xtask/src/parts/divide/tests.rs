use super::*;
use wasm_encoder::{
    GlobalSection, GlobalType, MemorySection, MemoryType, RefType, TableSection, TableType, ValType,
};
use wasmparser::{FunctionBody, Operator};

/// `add` is exported and calls `twice`, which calls `imported` and is in the table, too; `lone`
/// calls `add` and is called by nobody but through the table.
fn module() -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32], [ValType::I32]);
    types.ty().function([], []);
    let mut imports = ImportSection::new();
    imports.import("./a.js", "imported", EntityType::Function(0));
    let mut functions = FunctionSection::new();
    functions.function(0).function(0).function(0);
    let mut tables = TableSection::new();
    tables.table(TableType {
        element_type: RefType::FUNCREF,
        table64: false,
        minimum: 3,
        maximum: Some(3),
        shared: false,
    });
    let mut memory = MemorySection::new();
    memory.memory(MemoryType {
        minimum: 1,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let mut globals = GlobalSection::new();
    let counter = GlobalType {
        val_type: ValType::I32,
        mutable: true,
        shared: false,
    };
    globals.global(counter, &ConstExpr::i32_const(7));
    let mut exports = wasm_encoder::ExportSection::new();
    exports.export("add", ExportKind::Func, 1);
    let mut elements = ElementSection::new();
    let listed = Elements::Functions(vec![2, 3].into());
    elements.active(None, &ConstExpr::i32_const(1), listed);
    let mut code = CodeSection::new();
    for called in [2, 0, 1] {
        let mut body = Function::new([]);
        body.instructions().local_get(0).call(called).end();
        code.function(&body);
    }
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions);
    module.section(&tables).section(&memory).section(&globals);
    module.section(&exports).section(&elements).section(&code);
    module.finish()
}

/// Each function's calls, as text: directly, or through a place of the table.
fn calls(module: &[u8]) -> Vec<String> {
    let body = |body: &FunctionBody<'_>| {
        let mut told = Vec::new();
        let mut last = 0;
        for operator in body.get_operators_reader().unwrap() {
            let operator = operator.unwrap();
            if let Operator::I32Const { value } = operator {
                last = value;
            } else if let Operator::Call { function_index } = operator {
                told.push(format!("{function_index}"));
            } else if let Operator::CallIndirect { .. } = operator {
                told.push(format!("[{last}]"));
            }
        }
        told.join(" ")
    };
    let mut told = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::CodeSectionEntry(found) = payload.unwrap() {
            told.push(body(&found));
        }
    }
    told
}

#[test]
fn what_goes_to_the_rest_is_called_through_the_table_and_stood_in_for() {
    let (first, rest) = divide(&module(), |own| own == 0).unwrap();
    // 0 is imported, 1 joins; then `add`, and the stand-ins of `twice` and `lone`.
    assert_eq!(calls(&first), ["[1]", "1 [1]", "1 [2]"]);
    // 0 and 1 are imported: `imported` and `add`.
    assert_eq!(calls(&rest), ["0", "1"]);
    let survey = Survey::of(&first).unwrap();
    assert_eq!(survey.table, [(1, 3), (2, 4)]);
    assert_eq!(survey.table_places, 3);
}

#[test]
fn what_only_was_called_directly_gets_a_place_of_its_own() {
    let (first, rest) = divide(&module(), |own| own == 2).unwrap();
    // `add` is exported, so it stays whatever is asked.
    assert_eq!(calls(&first), ["[1]", "2", "1 [1]"]);
    assert_eq!(calls(&rest), ["0"]);
}

#[test]
fn a_division_that_takes_nothing_away_changes_no_call() {
    let (first, rest) = divide(&module(), |_| true).unwrap();
    assert_eq!(calls(&first), ["3", "0", "2"]);
    assert!(calls(&rest).is_empty());
}

#[test]
fn what_is_no_module_is_refused() {
    assert!(divide(b"\0asm", |_| true).is_err());
}
