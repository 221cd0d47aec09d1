using ClinicOps.Correspondence.Approval;
using ClinicOps.Correspondence.Bounces;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Notices;
using ClinicOps.Correspondence.Papers;
using ClinicOps.Correspondence.Rendering;
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
        module.AddOptions<ChromiumOptions>("Correspondence:Chromium").AddHealthCheck<BrowserIsThere>("letters");
        module.AddOptions<MailOptions>("Correspondence:Mail").AddHealthCheck<MailServerTakesLetters>("letters-by-mail");
        AddServices(module.Services);
        AddDelivery(module);

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
        module.AddNavigation("Letters", "/correspondence/letters", CorrespondenceRights.ViewLetters, 50);
        module.AddAuditWords(AuditWords.All);
        module.AddRecordKind("letter", "/correspondence/letters/letter/{0}", CorrespondenceRights.ViewLetters);
        module.Services.AddScoped<LetterPanelRows>();
        module.AddPanel<PatientLettersPanel>(PanelPages.Patient, "Letters", "/Areas/Correspondence/Pages/_PatientLetters.cshtml", CorrespondenceRights.ViewLetters, 40);
        module.AddPanel<ThreadLettersPanel>(PanelPages.Thread, "Letters", "/Areas/Correspondence/Pages/_PatientLetters.cshtml", CorrespondenceRights.ViewLetters, 40);
        module.AddVerification<VerifyLetters>().AddVerification<VerifySubjects<CorrespondenceDb>>();
    }

    private static void AddServices(IServiceCollection services)
    {
        services.AddScoped<VisibleToActor>().AddScoped<CollectValues>().AddScoped<DraftLetter>().AddScoped<EditLetter>().AddScoped<ApproveLetter>();
        services.AddSingleton<FontCoverage>().AddSingleton<ILetterRenderer, ChromiumRenderer>().AddSingleton<LetterPreviews>().AddScoped<LetterPages>();
        services.AddScoped<ILetters, PatientLetters>();
        services.AddScoped<DeliveryHistory>().AddScoped<DeliveryStates>().AddScoped<RequestDelivery>().AddScoped<DecideDelivery>().AddScoped<PrintLetters>().AddScoped<LetterWays>();
        services.AddScoped<PapersMayLeave>().AddScoped<DrawCover>().AddScoped<IPapers, SendPapers>();
        services.AddScoped<MailConnection>().AddScoped<WriteMail>().AddScoped<RecordReturnedMail>().AddScoped<MailTrouble>().AddScoped<NoticeStates>().AddScoped<WriteNotice>().AddScoped<INoticeLine, NoticesByMail>();
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
    }
}
