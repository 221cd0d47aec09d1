using ClinicOps.Correspondence.Approval;
using ClinicOps.Correspondence.Batches;
using ClinicOps.Correspondence.Bounces;
using ClinicOps.Correspondence.Calls;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Conversations;
using ClinicOps.Correspondence.Conversations.Links;
using ClinicOps.Correspondence.Conversations.Mail;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Disclosures;
using ClinicOps.Correspondence.Leaving;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Notices;
using ClinicOps.Correspondence.Papers;
using ClinicOps.Correspondence.Records;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Correspondence.Reports;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Modules;
using ClinicOps.Kernel.Panels;
using ClinicOps.Scheduling.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Correspondence;

/// <summary>Letters about patients: drafted, approved, sent, filed. README.md says what is here and what comes.</summary>
public sealed class CorrespondenceModule : IModule
{
    public string Name => "correspondence";

    public void Register(ModuleBuilder module)
    {
        module.UseDatabase<CorrespondenceDb>(CorrespondenceDb.AppendOnly);
        module.AddOptions<RendererOptions>("Correspondence");
        module.AddOptions<ChromiumOptions>("Correspondence:Chromium").AddHealthCheck<BrowserIsThere>("letters");
        module.AddOptions<MailOptions>("Correspondence:Mail").AddHealthCheck<MailServerTakesLetters>("letters-by-mail");
        AddServices(module.Services);
        AddDelivery(module);
        AddConversations(module);
        AddConversationMail(module);
        AddDisclosures(module);
        AddBatches(module);
        AddCalls(module);

        module.On<OrderWithdrawn, OnOrderWithdrawn>("correspondence.withdraw-letters", "Withdraw unsent letters of a withdrawn order");

        module.On<TaskClassChanged, OnTaskClassChanged>("correspondence.follow-task-class", "Let a task's letters follow the task's access class");
        module.On<DocumentClassChanged, OnDocumentClassChanged>("correspondence.follow-document-class", "Let a letter follow the access class that its pages in the chart were given");
        module.On<PatientClassChanged, OnPatientClassChanged>("correspondence.follow-patient-class", "Let a patient's letters follow the patient's access class");
        module.On<PatientsMerged, OnPatientsMerged>("correspondence.follow-merge", "Let letters go along with a merged patient");
        module.On<PatientsUnmerged, OnPatientsUnmerged>("correspondence.follow-unmerge", "Let letters come back with an un-merged patient");

        module.AddRight(CorrespondenceRights.ViewLetters, "See letters");
        module.AddRight(CorrespondenceRights.DraftLetters, "Draft letters");
        module.AddRight(CorrespondenceRights.ApproveLetters, "Approve letters");
        module.AddRight(CorrespondenceRights.SendLetters, "Send and print approved letters");
        module.AddRight(CorrespondenceRights.WriteTemplates, "Write letter templates");
        module.AddSettings("Letter templates", "What letters say, in each language; every version stays", "/correspondence/settings/templates", CorrespondenceRights.WriteTemplates, 130);
        module.AddRecordKind("letter-template");
        module.AddRight(CorrespondenceRights.CloseIncidents, "See all faxes that went to the wrong number, and close what was done about one");
        module.AddNavigation("Letters", "/correspondence/letters", CorrespondenceRights.ViewLetters, 50);
        module.AddAuditWords(AuditWords.All);
        module.AddRecordKind("letter", "/correspondence/letters/letter/{0}", CorrespondenceRights.ViewLetters);
        module.AddRecordKind("fax-number", "/correspondence/numbers/number/{0}", CorrespondenceRights.SendLetters);
        module.AddRecordKind("fax-incident", "/correspondence/incidents/incident/{0}", CorrespondenceRights.SendLetters);
        module.Services.AddScoped<LetterPanelRows>();
        module.AddPanel<PatientLettersPanel>(PanelPages.Patient, "Letters", "/Areas/Correspondence/Pages/_PatientLetters.cshtml", CorrespondenceRights.ViewLetters, 40);
        module.AddPanel<ThreadLettersPanel>(PanelPages.Thread, "Letters", "/Areas/Correspondence/Pages/_PatientLetters.cshtml", CorrespondenceRights.ViewLetters, 40);
        module.AddVerification<VerifyLetters>().AddVerification<VerifySubjects<CorrespondenceDb>>();
    }

    private static void AddServices(IServiceCollection services)
    {
        services.AddScoped<VisibleToActor>().AddScoped<CollectResults>().AddScoped<CollectValues>().AddScoped<TemplateShelf>().AddScoped<WriteTemplate>().AddScoped<DraftLetter>().AddScoped<EditLetter>().AddScoped<ApproveLetter>();
        services.AddSingleton<FontCoverage>().AddSingleton(ChosenRenderer.Make).AddSingleton<LetterPreviews>().AddScoped<LetterEnclosures>().AddScoped<LetterPages>();
        services.AddScoped<ILetters, PatientLetters>();
        services.AddScoped<DeliveryHistory>().AddScoped<DeliveryStates>().AddScoped<RequestDelivery>().AddScoped<DecideDelivery>().AddScoped<PrintLetters>().AddScoped<LetterWays>();
        services.AddScoped<MayLeave>().AddScoped<AskAgain>().AddScoped<EnterNumber>().AddScoped<CheckNumber>().AddScoped<WorkOnIncident>();
        services.AddScoped<PapersMayLeave>().AddScoped<DrawCover>().AddScoped<IPapers, SendPapers>();
        services.AddScoped<MailConnection>().AddScoped<WriteMail>().AddScoped<RecordReturnedMail>().AddScoped<MailTrouble>().AddScoped<NoticeStates>().AddScoped<WriteNotice>().AddScoped<INoticeLine, NoticesByMail>();
    }

    /// <summary>What people outside ask and say, whatever the channel.</summary>
    private static void AddConversations(ModuleBuilder module)
    {
        module.AddOptions<ConversationOptions>("Correspondence:Conversations");
        module.Services.AddScoped<VisibleConversations>().AddScoped<DueTimes>().AddScoped<ConversationHistory>().AddScoped<AddEntry>().AddScoped<OpenConversation>();
        module.Services.AddScoped<WorkOnConversation>().AddScoped<CheckCaller>().AddScoped<ListConversations>().AddScoped<LoadTimeline>().AddScoped<NoteLetter>().AddScoped<CannedAnswers>();
        module.Services.AddScoped<IConversations, ConversationStandings>();
        module.On<LetterSent, OnAnswerSentByLetter>("correspondence.note-answer-sent", "Note in a conversation that the letter which answers it has left");
        module.AddJob<ConversationsToEscalate, EscalateConversations>("correspondence.escalate-conversations", "Hand up conversations that nobody answered in time");
        module.AddRecurring("*/5 * * * *", new ConversationsToEscalate());
        module.AddRight(CorrespondenceRights.ViewConversations, "See conversations");
        module.AddRight(CorrespondenceRights.WorkConversations, "Answer and change conversations");
        module.AddRight(CorrespondenceRights.OverseeConversations, "See first the conversations that nobody answered in time");
        module.AddNavigation("Conversations", "/correspondence/conversations", CorrespondenceRights.ViewConversations, 49);
        module.AddSettings("Canned answers", "Words for what patients ask again and again, with fields that are filled", "/correspondence/settings/canned-answers", CorrespondenceRights.WriteTemplates, 131);
        module.AddRecordKind("conversation", "/correspondence/conversations/conversation/{0}", CorrespondenceRights.ViewConversations).AddRecordKind("canned-answer");
        module.AddPanel<PatientConversationsPanel>(PanelPages.Patient, "Conversations", "/Areas/Correspondence/Pages/_PatientConversations.cshtml", CorrespondenceRights.ViewConversations, 39);
        module.AddPanel<ThreadConversationsPanel>(PanelPages.Thread, "Conversations", "/Areas/Correspondence/Pages/_PatientConversations.cshtml", CorrespondenceRights.ViewConversations, 39);
        module.AddPanel<TodayConversationsPanel>(PanelPages.Today, "Conversations", "/Areas/Correspondence/Pages/_TodayConversations.cshtml", CorrespondenceRights.ViewConversations, 15);
    }

    /// <summary>Conversations by e-mail, and the links in mails without health words.</summary>
    private static void AddConversationMail(ModuleBuilder module)
    {
        module.AddOptions<LinkOptions>("Correspondence:Links");
        module.Services.AddScoped<TakeMail>().AddScoped<MayAnswer>().AddScoped<AnswerByMail>().AddScoped<WriteAnswer>().AddScoped<FollowAnswer>().AddScoped<LogAnswer>().AddScoped<KnowMail>();
        module.Services.AddScoped<MessageLinks>().AddScoped<AnswerMessageLink>().AddScoped<AtTheLink>().AddScoped<LinkPass>();
        module.AddJob<RepliesToRead, ReadReplies>("correspondence.read-replies", "Read the mailbox that people write to");
        module.AddRecurring("* * * * *", new RepliesToRead());
        module.AddRecordKind("received-mail");
    }

    /// <summary>What left, to whom and why.</summary>
    private static void AddDisclosures(ModuleBuilder module)
    {
        module.AddOptions<DisclosureOptions>("Correspondence:Disclosures");
        module.Services.AddScoped<LogDeliveries>().AddScoped<LogDisclosure>().AddScoped<AccountDisclosures>().AddScoped<ProveDelivery>();
        module.AddRight(CorrespondenceRights.ViewDisclosures, "See what was disclosed");
        module.AddRight(CorrespondenceRights.LogDisclosures, "Enter by hand what was given out");
        module.AddPanel<DisclosuresPanel>(PanelPages.Patient, "Disclosures", "/Areas/Correspondence/Pages/_PatientDisclosures.cshtml", CorrespondenceRights.LogDisclosures, 45);

        module.AddOptions<RecordsOptions>("Correspondence:Records");
        module.Services.AddScoped<RecordsSteps>().AddScoped<WorkOnRecords>().AddScoped<ChooseRecords>().AddScoped<ReleaseRecords>();
        module.On<PapersEnded, OnRecordsPapersEnded>("correspondence.follow-records", "Let a records request wait again where its packet did not arrive");
        module.AddJob<CancelledPapers, OnCancelledPapers>("correspondence.follow-cancelled-papers", "Let a records request wait again where its packet was cancelled");
        module.AddJob<LateRecordsToTell, TellLateRecords>("correspondence.tell-late-records", "Have a task made of each records request that is late");
        module.AddRecurring("10 * * * *", new LateRecordsToTell());
        module.AddVerification<VerifyRecords>();
        module.AddRight(CorrespondenceRights.ReleaseRecords, "Check and release records that are asked for");
        module.AddNavigation("Records requests", "/correspondence/records", CorrespondenceRights.ReleaseRecords, 49, "Desk");
        module.AddRecordKind("records-request", "/correspondence/records/request/{0}", CorrespondenceRights.ReleaseRecords);
    }

    /// <summary>Letters to many at once.</summary>
    private static void AddBatches(ModuleBuilder module)
    {
        module.Services.AddScoped<ChooseReaders>().AddScoped<BeginBatch>().AddScoped<WorkOnLetter>().AddScoped<SteerBatch>().AddScoped<CountBatch>().AddScoped<LoadBatch>().AddScoped<DrawManifest>();
        module.AddJob<BatchToRun, RunBatch>("correspondence.run-batch", "Work on the letters of a batch", JobQueues.Heavy);
        module.On<LetterSent, OnRecallLetterSent>("correspondence.tell-recall-letter", "Tell that a recall's letter, one of many, has left");
        module.AddJob<BatchesToResume, ResumeBatches>("correspondence.resume-batches", "Resume batches of letters that nobody works on");
        module.AddRecurring("*/5 * * * *", new BatchesToResume());
        module.AddRecordKind("letter-batch", "/correspondence/batches/batch/{0}", CorrespondenceRights.ViewLetters);
    }

    /// <summary>The phone, and the reports.</summary>
    private static void AddCalls(ModuleBuilder module)
    {
        module.Services.AddScoped<SuggestCallers>().AddScoped<LogCall>().AddScoped<TakeBackCall>().AddScoped<ListCalls>().AddScoped<ListCallBacks>();
        module.Services.AddScoped<MeasureConversations>().AddScoped<MeasureTraffic>().AddScoped<LoadReports>();
        module.AddRight(CorrespondenceRights.LogCalls, "Log calls, and work on the list of those to make");
        module.AddRight(CorrespondenceRights.ViewReports, "See the reports on letters, conversations and calls");
        module.AddNavigation("Calls", "/correspondence/calls", CorrespondenceRights.LogCalls, 46, "Desk");
        module.AddNavigation("Correspondence reports", "/correspondence/reports", CorrespondenceRights.ViewReports, 49, "Schedule");
        module.AddPanel<PatientCallsPanel>(PanelPages.Patient, "Calls", "/Areas/Correspondence/Pages/_PatientCalls.cshtml", CorrespondenceRights.LogCalls, 46);
    }

    /// <summary>The ways out, and what comes back.</summary>
    private static void AddDelivery(ModuleBuilder module)
    {
        module.AddJob<DeliveryToSend, SendDelivery>("correspondence.send-delivery", "Send a letter by e-mail or fax", JobQueues.Outgoing);
        module.AddJob<BatchToPost, PostBatch>("correspondence.post-batch", "Count printed letters as posted");
        module.AddJob<DeliveriesToResume, ResumeDeliveries>("correspondence.resume-deliveries", "Resume letters that wait to be sent");
        module.AddJob<BouncesToRead, ReadBounces>("correspondence.read-bounces", "Read the mailbox where bounces arrive");
        module.On<LetterSent, FileSentLetter>("correspondence.file-sent-letter", "File a sent letter in the chart");
        module.On<PatientLetterDue, OnPatientLetterDue>("correspondence.draft-asked-letter", "Draft a letter that another module asked for");
        module.On<PatientLetterNotDue, OnPatientLetterNotDue>("correspondence.withdraw-asked-letter", "Withdraw a letter that is wanted no more and has not left");
        module.On<VisitReminderDue, OnNoticeDue>("correspondence.request-reminder", "Have the reminder of a visit sent");
        module.On<SlotOfferDue, OnNoticeDue>("correspondence.request-offer", "Have the mail of an offered time sent");
        module.AddJob<NoticeToSend, SendNotice>("correspondence.send-notice", "Send a short notice by e-mail", JobQueues.Outgoing);
        module.AddRecordKind("notice");
        module.AddRecurring("* * * * *", new DeliveriesToResume());
        module.AddRecurring("* * * * *", new BouncesToRead());
        module.AddJob<FaxesToWatch, WatchFaxes>("correspondence.watch-faxes", "Ask the fax queue how its faxes ended");
        module.AddRecurring("* * * * *", new FaxesToWatch());
    }
}
