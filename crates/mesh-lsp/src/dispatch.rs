//! Which request is answered by whom, and what the server says it can do.

use lsp_server::{ErrorCode, Request, Response};
use lsp_types::request::{self as r, Request as _};
use lsp_types::{
    CallHierarchyServerCapability, CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CodeLensOptions,
    CompletionOptions, CompletionOptionsCompletionItem, DocumentLinkOptions, DocumentOnTypeFormattingOptions,
    FileOperationFilter, FileOperationPattern, FileOperationRegistrationOptions, FoldingRangeProviderCapability,
    HoverProviderCapability, ImplementationProviderCapability, InitializeResult, OneOf, RenameOptions,
    SelectionRangeProviderCapability, SemanticTokensFullOptions, SemanticTokensOptions,
    SemanticTokensServerCapabilities, ServerCapabilities, ServerInfo, SignatureHelpOptions, TextDocumentSyncCapability,
    TextDocumentSyncKind, TextDocumentSyncOptions, TypeDefinitionProviderCapability, WorkDoneProgressOptions,
    WorkspaceFileOperationsServerCapabilities, WorkspaceServerCapabilities,
};

use crate::features as f;
use crate::session::Session;

/// Answers a request.
pub fn answer(session: &mut Session, request: Request) -> Response {
    macro_rules! answers {
        ($($kind:ty => $answer:expr,)*) => {
            match request.method.as_str() {
                $(<$kind>::METHOD => {
                    let id = request.id.clone();
                    match serde_json::from_value::<<$kind as r::Request>::Params>(request.params) {
                        Ok(params) => {
                            // The result as the protocol's published types have it.
                            let result: Result<<$kind as r::Request>::Result, String> = $answer(session, params);
                            match result {
                                Ok(result) => Response::new_ok(id, result),
                                Err(text) => Response::new_err(id, ErrorCode::RequestFailed as i32, text),
                            }
                        }
                        Err(error) => Response::new_err(id, ErrorCode::InvalidParams as i32, error.to_string()),
                    }
                })*
                other => {
                    let text = format!("`{other}` is not supported");
                    Response::new_err(request.id.clone(), ErrorCode::MethodNotFound as i32, text)
                }
            }
        };
    }
    answers! {
        r::HoverRequest => |s, p| Ok(f::hover::answer(s, p)),
        r::GotoDefinition => |s, p| Ok(f::definition::answer(s, p)),
        r::GotoTypeDefinition => |s, p| Ok(f::type_definition::answer(s, p)),
        r::GotoImplementation => |s, p| Ok(f::implementations::answer(s, p)),
        r::References => |s, p| Ok(f::references::answer(s, p)),
        r::DocumentHighlightRequest => |s, p| Ok(f::highlights::answer(s, p)),
        r::DocumentSymbolRequest => |s, p| Ok(f::document_symbols::answer(s, p)),
        r::WorkspaceSymbolRequest => |s, p| Ok(f::workspace_symbols::answer(s, p)),
        r::Completion => |s, p| Ok(f::completion::answer(s, p)),
        r::SignatureHelpRequest => |s, p| Ok(f::signature_help::answer(s, p)),
        r::CodeActionRequest => |s, p| Ok(f::actions::answer(s, p)),
        r::Formatting => |s, p| Ok(f::formatting::whole(s, p)),
        r::RangeFormatting => |s, p| Ok(f::formatting::range(s, p)),
        r::OnTypeFormatting => |s, p| Ok(f::on_type::answer(s, p)),
        r::PrepareRenameRequest => f::rename::prepare,
        r::Rename => f::rename::answer,
        r::InlayHintRequest => |s, p| Ok(f::inlay_hints::answer(s, p)),
        r::SemanticTokensFullRequest => |s, p| Ok(f::semantic_tokens::answer(s, p)),
        r::FoldingRangeRequest => |s, p| Ok(f::folding::answer(s, p)),
        r::SelectionRangeRequest => |s, p| Ok(f::selection::answer(s, p)),
        r::CallHierarchyPrepare => |s, p| Ok(f::call_hierarchy::prepare(s, p)),
        r::CallHierarchyIncomingCalls => |s, p| Ok(f::call_hierarchy::incoming(s, p)),
        r::CallHierarchyOutgoingCalls => |s, p| Ok(f::call_hierarchy::outgoing(s, p)),
        r::CodeLensRequest => |s, p| Ok(f::lenses::answer(s, p)),
        r::CodeLensResolve => |s, p| Ok(f::lenses::resolve(s, p)),
        r::DocumentLinkRequest => |s, p| Ok(f::links::answer(s, p)),
        r::WillRenameFiles => |s, p| Ok(f::rename_files::answer(s, p)),
    }
}

/// What the server says it can do.
pub fn capabilities() -> InitializeResult {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::INCREMENTAL),
        ..TextDocumentSyncOptions::default()
    };
    let capabilities = ServerCapabilities {
        text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        completion_provider: Some(completion()),
        signature_help_provider: Some(SignatureHelpOptions {
            trigger_characters: Some(vec!["(".to_owned(), ",".to_owned()]),
            ..SignatureHelpOptions::default()
        }),
        definition_provider: Some(OneOf::Left(true)),
        type_definition_provider: Some(TypeDefinitionProviderCapability::Simple(true)),
        implementation_provider: Some(ImplementationProviderCapability::Simple(true)),
        references_provider: Some(OneOf::Left(true)),
        document_highlight_provider: Some(OneOf::Left(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        code_action_provider: Some(code_actions()),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(true) }),
        document_formatting_provider: Some(OneOf::Left(true)),
        document_range_formatting_provider: Some(OneOf::Left(true)),
        document_on_type_formatting_provider: Some(DocumentOnTypeFormattingOptions {
            first_trigger_character: "\n".to_owned(),
            more_trigger_character: None,
        }),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        })),
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        }),
        folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
        selection_range_provider: Some(SelectionRangeProviderCapability::Simple(true)),
        call_hierarchy_provider: Some(CallHierarchyServerCapability::Simple(true)),
        inlay_hint_provider: Some(OneOf::Left(true)),
        semantic_tokens_provider: Some(SemanticTokensServerCapabilities::SemanticTokensOptions(
            SemanticTokensOptions {
                legend: f::semantic_tokens::legend(),
                full: Some(SemanticTokensFullOptions::Bool(true)),
                ..SemanticTokensOptions::default()
            },
        )),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: None,
            file_operations: Some(WorkspaceFileOperationsServerCapabilities {
                will_rename: Some(mesh_files()),
                ..WorkspaceFileOperationsServerCapabilities::default()
            }),
        }),
        ..ServerCapabilities::default()
    };
    let version = Some(env!("CARGO_PKG_VERSION").to_owned());
    InitializeResult { capabilities, server_info: Some(ServerInfo { name: "meshc".to_owned(), version }) }
}

fn code_actions() -> CodeActionProviderCapability {
    CodeActionProviderCapability::Options(CodeActionOptions {
        code_action_kinds: Some(vec![
            CodeActionKind::QUICKFIX,
            CodeActionKind::REFACTOR,
            CodeActionKind::REFACTOR_EXTRACT,
            CodeActionKind::REFACTOR_INLINE,
            CodeActionKind::REFACTOR_REWRITE,
            CodeActionKind::SOURCE_ORGANIZE_IMPORTS,
        ]),
        ..CodeActionOptions::default()
    })
}

fn completion() -> CompletionOptions {
    CompletionOptions {
        trigger_characters: Some([".", ">", "@"].map(str::to_owned).to_vec()),
        completion_item: Some(CompletionOptionsCompletionItem { label_details_support: Some(true) }),
        ..CompletionOptions::default()
    }
}

fn mesh_files() -> FileOperationRegistrationOptions {
    let pattern = FileOperationPattern { glob: "**/*.mpl".to_owned(), matches: None, options: None };
    let filter = FileOperationFilter { scheme: Some("file".to_owned()), pattern };
    FileOperationRegistrationOptions { filters: vec![filter] }
}
