using ClinicOps.Correspondence.Contracts;
using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Desk;
using ClinicOps.Documents.Exporting;
using ClinicOps.Documents.Fields;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Ledger;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Quality;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Receiving;
using ClinicOps.Documents.Receiving.Mail;
using ClinicOps.Documents.Repeats;
using ClinicOps.Documents.Search;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Modules;
using ClinicOps.Kernel.Panels;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Documents;

/// <summary>What is received, read, sorted, matched and filed, and the orders in it. README.md says what is here and what comes.</summary>
public sealed class DocumentsModule : IModule
{
    public string Name => "documents";

    public void Register(ModuleBuilder module)
    {
        module.UseDatabase<DocumentsDb>(DocumentsDb.AppendOnly);
        module.AddOptions<DocumentsOptions>("Documents");
        module.AddReading();
        AddServices(module.Services);
        AddPipeline(module);

        module.On<PatientRegistered, OnPatientRegistered>("documents.on-patient-registered", "Examine filings again: a patient was registered");
        module.On<PatientChanged, OnPatientChanged>("documents.on-patient-changed", "Examine filings again: a patient was changed");
        module.On<PatientClassChanged, OnPatientClassChanged>("documents.follow-patient-class", "Let a patient's documents follow the patient's access class");
        module.On<PatientsMerged, OnPatientsMerged>("documents.follow-merge", "Let documents go along with a merged patient");
        module.On<PatientsUnmerged, OnPatientsUnmerged>("documents.follow-unmerge", "Let documents come back with an un-merged patient");
        module.On<PapersEnded, OnPapersEnded>("documents.note-sent-copy", "Note that a signed copy went back, or make a task of one that did not arrive");
        module.AddWorker<WatchInboxes>();
        module.AddWorker<WatchMailboxes>();
        module.AddHealthCheck<MailboxesAreRead>("mailboxes");
        module.AddHealthCheck<ExportIsWritten>("export");
        module.AddVerb("ingest", IngestVerb.Usage, IngestVerb.Run);
        module.AddVerification<VerifyDocuments>().AddVerification<VerifySubjects<DocumentsDb>>();

        module.AddRight(DocumentsRights.View, "See received documents");
        module.AddRight(DocumentsRights.Receive, "Upload documents");
        module.AddRight(DocumentsRights.Review, "Review and file documents");
        module.AddRight(DocumentsRights.ManageInboxes, "Set up mailboxes and see the watched folders");
        module.AddRight(DocumentsRights.Oversee, "See the page ledger, the quality of automatic filing, and the export to the EHR");
        module.AddRight(DocumentsRights.Recheck, "Check automatic filings again, blind");
        module.AddRight(DocumentsRights.Acknowledge, "Acknowledge results, reports, notes and refill requests");
        module.AddRight(DocumentsRights.ManageDuties, "Say who acknowledges what and when, see what is late, enter who covers for whom");
        module.AddRight(DocumentsRights.ManageLabels, "Set up the clinic's labels and the views that everybody has");
        module.AddPanel<PatientDocumentsPanel>(PanelPages.Patient, "Documents", "/Areas/Documents/Pages/_PatientDocuments.cshtml", DocumentsRights.View, 20);
        module.AddPanel<ThreadDocumentsPanel>(PanelPages.Thread, "Received", "/Areas/Documents/Pages/_ThreadDocuments.cshtml", DocumentsRights.View, 10);
        module.AddPanel<TodayReviewPanel>(PanelPages.Today, "Review", "/Areas/Documents/Pages/_TodayReview.cshtml", DocumentsRights.Review, 10);
        module.AddPanel<TodayRecheckPanel>(PanelPages.Today, "Re-check", "/Areas/Documents/Pages/_TodayRecheck.cshtml", DocumentsRights.Recheck, 15);
        module.AddNavigation("Inbox", "/documents/inbox", DocumentsRights.View, 10);
        module.AddNavigation("Review", "/documents/review", DocumentsRights.Review, 20);
        module.AddPanel<TodayDutiesPanel>(PanelPages.Today, "To acknowledge", "/Areas/Documents/Pages/_TodayDuties.cshtml", DocumentsRights.Acknowledge, 5);
        module.AddNavigation("Acknowledge", "/documents/acknowledge", DocumentsRights.Acknowledge, 22);
        module.AddNavigation("Search", "/documents/search", DocumentsRights.View, 25);
        module.AddFindSource("documents", "/documents/search?handler=Find", DocumentsRights.View, 20);
        module.AddNavigation("Quality", "/documents/quality", DocumentsRights.Oversee, 60);
        module.AddAuditWords(AuditWords.All);
        module.AddRecordKind("document", "/documents/document/{0}", DocumentsRights.View).AddRecordKind("transmission", "/documents/transmissions/{0}", DocumentsRights.View)
            .AddRecordKind("mail", "/documents/mail/{0}", DocumentsRights.View).AddRecordKind("mail-account", "/documents/settings/inboxes/mailbox/{0}", DocumentsRights.ManageInboxes);
        module.AddSettings("Inboxes", "Mailboxes that are read and how each does, and the watched folders", "/documents/settings/inboxes", DocumentsRights.ManageInboxes, 105);
        module.AddSettings("Acknowledging", "What has to be acknowledged, by when and by whom; pools", "/documents/settings/acknowledging", DocumentsRights.ManageDuties, 107);
        module.AddSettings("Labels", "The clinic's own words to put on documents, with their colours", "/documents/settings/labels", DocumentsRights.ManageLabels, 106);
    }

    private static void AddServices(IServiceCollection services)
    {
        services.AddScoped<History>().AddScoped<VisibleToActor>().AddScoped<PageLedger>().AddScoped<PageChunks>().AddScoped<RaiseEarly>().AddScoped<ReadHolidays>();
        services.AddScoped<ReceiveFile>().AddScoped<IngestFolder>().AddScoped<IngestReport>();
        services.AddSingleton<MailPasswords>().AddSingleton<MailServer>().AddScoped<TakeMessage>().AddScoped<TakenMail>().AddScoped<MailHealth>();
        services.AddScoped<SaveMailAccount>().AddScoped<TestMailAccount>().AddScoped<MailNotices>();
        services.AddScoped<JudgeDocument>().AddScoped<FilingActs>().AddScoped<ReexamineFilings>().AddScoped<WithdrawOrders>();
        services.AddScoped<IAuthorizationDecisions, AuthorizationDecisions>().AddScoped<IReferralDocuments, ReferralDocuments>().AddScoped<IWaitingResults, WaitingResults>();
        services.AddScoped<LoadFields>().AddScoped<FollowDeadlines>().AddScoped<TellFields>().AddScoped<CorrectFields>();
        services.AddScoped<StateOrders>().AddScoped<PartOrders>().AddScoped<CarryOrders>().AddScoped<ActOnOrder>().AddScoped<CorrectOrder>().AddScoped<AskSender>();
        services.AddScoped<ActOnDocument>().AddScoped<FileDocument>().AddScoped<SendToReview>().AddScoped<MarkJunk>().AddScoped<FileAgain>().AddScoped<UndoTakingOut>().AddScoped<UndoFiling>().AddScoped<HoldDocument>().AddScoped<ViewDocument>();
        services.AddScoped<ReadClinicMarks>().AddScoped<FileToPractice>().AddScoped<MarkMisdirected>().AddScoped<AssignOwner>().AddScoped<ReviewBatch>();
        services.AddScoped<PutLabel>().AddScoped<SaveLabel>().AddScoped<WriteNote>().AddScoped<Colleagues>().AddScoped<GiveDocument>().AddScoped<DocumentMarks>().AddScoped<DeskCard>().AddScoped<SenderHabits>().AddScoped<SaveView>().AddScoped<ViewButtons>().AddScoped<BatchButtons>();
        services.AddScoped<FindRepeat>().AddScoped<DecideRepeat>();
        services.AddScoped<ClassifyAccess>().AddScoped<HandOver>().AddScoped<IDocumentClasses, DocumentClasses>();
        services.AddScoped<IChartContents, ChartContents>().AddScoped<IPacketPages, WritePacket>();
        services.AddScoped<IPatientDocuments, PatientDocuments>().AddScoped<IOrders, TranscribedOrders>().AddScoped<ISentLetters, FileSentLetter>();
        services.AddScoped<MovedAlerts>().AddScoped<DescribeAnew>().AddScoped<ChangePages>().AddScoped<FindPagesElsewhere>().AddScoped<PageButtons>();
        services.AddScoped<KeepTexts>().AddScoped<FindDocuments>().AddScoped<SealedSearches>().AddScoped<FoundRows>();
        services.AddScoped<DayLedger>().AddScoped<QualityFigures>().AddScoped<SayFilingRight>().AddScoped<RecheckQueue>().AddScoped<RecheckDocument>().AddScoped<DrawDocument>();
        services.AddScoped<Covers>().AddScoped<ChooseResponsible>().AddScoped<DutyRules>().AddScoped<DutySteps>().AddScoped<WithdrawDuties>().AddScoped<DutyList>().AddScoped<WorkOnDuty>();
        services.AddScoped<IAskedActions, AskedActions>().AddScoped<DutyRows>().AddScoped<SetDuties>().AddScoped<SendBack>().AddScoped<ISignedCopies, SignedCopies>();
        services.AddScoped<SearchCandidates>().AddScoped<InboxRows>().AddScoped<ReviewQueue>().AddScoped<ReadPaper>();
        services.AddScoped<DocumentOutcomes>().AddScoped<IDocumentOutcomes>(provider => provider.GetRequiredService<DocumentOutcomes>());
    }

    /// <summary>The steps from a received file to a filed document with its orders, in the order data flows.</summary>
    private static void AddPipeline(ModuleBuilder module)
    {
        module.AddJob<MailToTakeApart, TakeMailApart>("documents.take-mail-apart", "Take an e-mail apart: its attachments become transmissions");
        module.AddJob<TransmissionToOpen, OpenTransmission>("documents.receive", "Receive: open the file and count its pages");
        module.AddJob<PagesToNormalise, NormalisePages>("documents.normalise-pages", "Normalise pages: upright, square, clean", JobQueues.Heavy);
        module.AddJob<PagesToRead, ReadPages>("documents.read-pages", "Read pages", JobQueues.Heavy);
        module.AddJob<TransmissionToSort, SortTransmission>("documents.sort", "Sort: cut into documents, say what each is, raise what is urgent");
        module.AddJob<PageToTurn, TurnPage>("documents.turn-page", "Turn a page as a person asked, and read it again", JobQueues.Heavy);
        module.AddJob<DocumentToMatch, MatchDocument>("documents.match", "Match: seek the patient");
        module.AddJob<DocumentToFile, FileByMachine>("documents.file", "File, with uniqueness asked again");
        module.AddJob<DutyToRaise, RaiseDuty>("documents.raise-duty", "Say who has to acknowledge a filed document, and by when");
        module.AddJob<DutiesToEscalate, EscalateDuties>("documents.escalate-duties", "Take on what was not acknowledged in time");
        module.AddRecurring("*/3 * * * *", new DutiesToEscalate());
        module.AddJob<DeadlinesToRaise, RaiseDeadlines>("documents.raise-deadlines", "Raise deadlines that have come near or passed since their page was read");
        module.AddRecurring("*/5 * * * *", new DeadlinesToRaise());
        module.AddJob<DocumentToTranscribe, TranscribeDocument>("documents.transcribe-orders", "Transcribe orders and other fields, and tell them once filed");
        module.AddJob<TextsToKeep, KeepMissingTexts>("documents.keep-texts", "Make the words of documents searchable that are not yet");
        module.AddRecurring("*/10 * * * *", new TextsToKeep());
        module.AddJob<StalledToResume, ResumeStalled>("documents.resume-stalled", "Resume what made no progress");
        module.AddRecurring("*/5 * * * *", new StalledToResume());
        module.AddJob<RecheckSampleToDraw, DrawRecheckSample>("documents.draw-recheck-sample", "Draw last week's automatic filings that are checked again");
        module.AddRecurring("20 */6 * * *", new RecheckSampleToDraw());
        module.AddJob<WeightsToEstimate, EstimateWeights>("documents.estimate-match-weights", "Learn from what people filed how candidates are ranked");
        module.AddRecurring("40 2 * * *", new WeightsToEstimate());
        module.AddJob<ExportsToWrite, WriteExports>("documents.write-exports", "Write filed documents into the EHR's folder");
        module.AddRecurring("*/5 * * * *", new ExportsToWrite());
    }
}
