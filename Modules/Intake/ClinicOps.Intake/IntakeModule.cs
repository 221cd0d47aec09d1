using ClinicOps.Correspondence.Contracts;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Access;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.CareThread;
using ClinicOps.Intake.ChartPrep;
using ClinicOps.Intake.CheckIn;
using ClinicOps.Intake.Coding;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Coverage.Answers;
using ClinicOps.Intake.Coverage.Exchange;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Estimates;
using ClinicOps.Intake.Importing;
using ClinicOps.Intake.Ledger;
using ClinicOps.Intake.Papers;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Patients.Addresses;
using ClinicOps.Intake.Patients.Merging;
using ClinicOps.Intake.Patients.People;
using ClinicOps.Intake.Readiness;
using ClinicOps.Intake.Referrals;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Modules;
using ClinicOps.Kernel.Panels;
using ClinicOps.Scheduling.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Intake;

/// <summary>Patients and the tasks staff have for them. README.md says what is here and what comes.</summary>
public sealed class IntakeModule : IModule
{
    public string Name => "intake";

    public void Register(ModuleBuilder module)
    {
        module.UseDatabase<IntakeDb>("patient_changes", "patient_imports", "task_events", "order_task_rules",
            "eligibility_checks", "eligibility_answers", "eligibility_benefits", "clearinghouse_messages",
            "ledger_entries", "drawer_sessions", "drawer_closings", "money_papers", "money_paper_files", "check_in_events",
            "authorization_events", "authorization_uses", "authorization_rules",
            "referral_events", "referral_uses", "task_age_rules", "patient_merges", "patient_unmerges", "patient_notes", "patient_note_ends",
            "authorization_packets", "referral_packets", "coding_events", "coding_hand_offs", "patient_files", "contact_preferences", "payer_plan_versions",
            "estimates", "estimate_givings", "visit_type_dues", "drawer_corrections", "fee_changes");

        module.Services.AddScoped<SearchPatients>().AddScoped<RegisterPatient>().AddScoped<FindLookAlikes>().AddScoped<ChangePatient>().AddScoped<ChangeAddresses>().AddScoped<ListAddresses>();
        module.Services.AddScoped<VisibleToActor>().AddScoped<RaiseTask>().AddScoped<StepTasks>().AddScoped<WithdrawOrder>().AddScoped<FollowFiling>().AddScoped<WorkOnTask>().AddScoped<ListTasks>().AddScoped<FollowAppointment>().AddScoped<ChangeOrderTasks>().AddScoped<FollowDecision>();
        RegisterTaskDesk(module);
        module.Services.AddScoped<ISubjectClasses, PatientClasses>().AddScoped<ClassifyPatient>().AddScoped<ClosedRecords>().AddScoped<IClosedRecords>(provider => provider.GetRequiredService<ClosedRecords>());
        module.Services.AddScoped<IPatients, RegisteredPatients>().AddScoped<IPatientRegister, PatientRegister>().AddSingleton(provider => new RegisterBearers(provider.GetRequiredService<TimeProvider>())).AddScoped<ITasks, StaffTasks>().AddScoped<ICallsToMake, CallTasks>().AddScoped<IAppointmentTasks, AppointmentTasks>();

        module.AddOptions<CheckInOptions>("Intake:CheckIn");
        module.Services.AddScoped<OpenAccount>().AddScoped<WriteLedger>().AddScoped<WritePaper>().AddScoped<KeepPaper>().AddScoped<DrawerSums>();
        module.Services.AddScoped<ChargeCoPay>().AddScoped<CollectPayment>().AddScoped<RefundPayment>().AddScoped<VoidEntry>().AddScoped<ApplyPrepayment>().AddScoped<OpenDrawer>().AddScoped<CloseDrawer>().AddScoped<CorrectDrawer>().AddScoped<CorrectCoPay>().AddScoped<AddDrawer>().AddScoped<ListDrawers>().AddScoped<LoadAccount>();
        module.Services.AddScoped<IPatientReadiness, PatientsAtATime>().AddScoped<IVisitWindows, VisitWindows>().AddScoped<OutstandingResults>().AddScoped<LoadReadiness>().AddScoped<LoadCheckIns>().AddScoped<StepCheckIn>().AddScoped<IVisitProgress, KeepProgress>().AddScoped<SignForm>().AddScoped<LoadCards>().AddScoped<MoveSignedForm>();

        module.On<OrderTranscribed, OnOrderTranscribed>("intake.raise-task-for-order", "Make a task of an order");
        module.On<OrderWithdrawn, OnOrderWithdrawn>("intake.withdraw-order-tasks", "Take back the tasks of a void order");
        module.On<UrgentWordingRead, OnUrgentWordingRead>("intake.raise-urgent-task", "Make a task of urgent wording");
        module.On<UrgentMailRead, OnUrgentMailRead>("intake.raise-urgent-mail-task", "Make a task of urgent wording in an e-mail");
        module.On<RedFlagRead, OnRedFlagRead>("intake.raise-red-flag-task", "Make a task of alarming words in a conversation");
        module.On<AnswerNotDelivered, OnAnswerNotDelivered>("intake.raise-task-for-failed-answer", "Make a task of an answer by e-mail that did not arrive");
        module.On<ConversationHandedOver, OnConversationHandedOver>("intake.raise-conversation-task", "Make a task of a conversation that was handed over");
        module.On<ConversationChanged, OnConversationChanged>("intake.follow-conversation", "Let a conversation's tasks follow it");
        module.On<UrgentPageRead, OnUrgentPageRead>("intake.raise-early-urgent-task", "Make a task of urgent wording on what is still being read");
        module.On<ActionAskedFor, OnActionAskedFor>("intake.raise-task-for-action", "Make a task of what was asked for at acknowledging");
        module.On<ActionTakenBack, OnActionTakenBack>("intake.withdraw-action-task", "Take back the task of an acknowledgement that was undone");
        module.On<AuthorizationDecisionRead, OnAuthorizationDecisionRead>("intake.raise-task-for-decision", "Make a task of a payer's decision");
        module.On<AuthorizationDecisionWithdrawn, OnAuthorizationDecisionWithdrawn>("intake.withdraw-decision-task", "Take back the task of a decision that left the record");
        module.On<DeliveryFailed, OnDeliveryFailed>("intake.raise-task-for-failed-letter", "Make a task of a letter that did not arrive");
        module.On<SentLetterVoided, OnSentLetterVoided>("intake.raise-task-for-void-letter", "Make a task of a letter that left and is void");
        module.On<RecordsRequestLate, OnRecordsRequestLate>("intake.raise-task-for-late-records", "Make a task of a records request that is late");
        module.On<FaxMisdirected, OnFaxMisdirected>("intake.raise-task-for-misdirected-fax", "Make a task of a fax that went to the wrong number");
        module.On<LetterClassChanged, OnLetterClassChanged>("intake.follow-letter-class", "Let a letter's tasks follow the letter's access class");
        module.On<DocumentClassChanged, OnDocumentClassChanged>("intake.follow-document-class", "Let a document's tasks follow the document's access class");
        module.On<DocumentFiled, OnDocumentFiled>("intake.follow-filing", "Add the patient to a document's tasks");
        module.On<DocumentUnfiled, OnDocumentUnfiled>("intake.follow-unfiling", "Take the patient off a document's tasks");
        module.On<AppointmentBooked, OnAppointmentBooked>("intake.follow-booking", "Close the task an appointment was booked for");
        module.On<AppointmentCancelled, OnAppointmentCancelled>("intake.follow-cancellation", "Reopen the task of a cancelled appointment");
        module.On<AppointmentMissed, OnAppointmentMissed>("intake.follow-missed", "Reopen the task of an appointment that was missed");
        module.On<AppointmentRequestEnded, OnAppointmentRequestEnded>("intake.follow-request-end", "Close the task whose appointment is not wanted, and have who ordered it told");
        RegisterCalls(module);

        module.AddRight(IntakeRights.ViewPatients, "See patients");
        module.AddRight(IntakeRights.EditPatients, "Register and change patients");
        module.AddRight(IntakeRights.WorkTasks, "Work on tasks");
        module.AddRight(IntakeRights.SetUpTasks, "Say which tasks an order makes, who shares tasks, and what becomes of those that wait");
        module.AddRight(IntakeRights.ClassifyPatients, "Say which access class a patient has");
        module.AddRight(IntakeRights.BreakGlass, "Open a closed record in need, with a reason");
        module.AddRight(IntakeRights.CheckIn, "Check visits in");
        module.AddRight(IntakeRights.CollectMoney, "Take payments, and make void what was taken the same day");
        module.AddRight(IntakeRights.RefundMoney, "Give money back");
        module.AddRight(IntakeRights.CloseDay, "Open, count and close drawers");
        module.AddPanel<AccountPanel>(PanelPages.Patient, "Account", "/Areas/Intake/Pages/_Account.cshtml", IntakeRights.CollectMoney, 15);
        module.AddPanel<TodayCheckInPanel>(PanelPages.Today, "Check-in", "/Areas/Intake/Pages/_TodayCheckIn.cshtml", IntakeRights.CheckIn, 10);
        module.AddPanel<ReadinessPanel>(PanelPages.Visit, "Readiness", "/Areas/Intake/Pages/_VisitReadiness.cshtml", IntakeRights.CheckIn, 10);
        module.AddRecordKind("ledger-entry", "/intake/receipts/receipt/{0}", IntakeRights.CollectMoney).AddRecordKind("drawer-session").AddRecordKind("drawer");
        RegisterNavigation(module);
        module.AddFindSource("patients", "/intake/patients?handler=Find", IntakeRights.ViewPatients, 10);
        module.AddPanel<DemographicsPanel>(PanelPages.Patient, "Demographics", "/Areas/Intake/Pages/_Demographics.cshtml", IntakeRights.ViewPatients, 5);
        module.AddPanel<PatientTasksPanel>(PanelPages.Patient, "Tasks", "/Areas/Intake/Pages/_PatientTasks.cshtml", IntakeRights.WorkTasks, 10);
        module.AddPanel<TodayTasksPanel>(PanelPages.Today, "Tasks", "/Areas/Intake/Pages/_TodayTasks.cshtml", IntakeRights.WorkTasks, 20);
        module.AddPanel<ThreadTasksPanel>(PanelPages.Thread, "Tasks", "/Areas/Intake/Pages/_ThreadTasks.cshtml", IntakeRights.WorkTasks, 20);
        module.AddPanel<ThreadCoveragePanel>(PanelPages.Thread, "Coverage", "/Areas/Intake/Pages/_ThreadCoverage.cshtml", IntakeRights.ViewCoverage, 22);
        module.AddPanel<ThreadAuthorizationsPanel>(PanelPages.Thread, "Authorizations", "/Areas/Intake/Pages/_ThreadAuthorizations.cshtml", IntakeRights.ViewAuthorizations, 24);
        module.AddSettings("Tasks from orders", "Which tasks an order makes, by what is ordered and who pays, and in how many days they are due", "/intake/settings/order-tasks", IntakeRights.SetUpTasks, 110);
        module.AddVerification<VerifyLedger>();
        RegisterAuthorizations(module);
        RegisterReferrals(module);
        RegisterMerging(module);
        RegisterPeople(module);
        RegisterImporting(module);
        RegisterCoverage(module);
        RegisterEstimates(module);
        RegisterChartPrep(module);
        RegisterCoding(module);
        module.AddAuditWords(AuditWords.All);
        module.AddRecordKind("patient", "/intake/patients/patient/{0}", IntakeRights.ViewPatients).AddRecordKind("task", "/intake/tasks/task/{0}", IntakeRights.WorkTasks).AddRecordKind("care-thread", "/intake/threads/{0}", IntakeRights.ViewPatients).AddRecordKind("order-task-rule");
    }

    /// <summary>The head of every page, and what it opens into: one line a page. A section stands where its first page does, and leads to it.</summary>
    private static void RegisterNavigation(ModuleBuilder module)
    {
        module.AddNavigation("Tasks", "/intake/tasks", IntakeRights.WorkTasks, 5);
        module.AddNavigation("Patients", "/intake/patients", IntakeRights.ViewPatients, 30);

        const string desk = "Desk";
        module.AddNavigation("Check-in", "/intake/check-in", IntakeRights.CheckIn, 41, desk);
        module.AddNavigation("Prepared charts", "/intake/chart-prep", IntakeRights.PrepareCharts, 42, desk);
        module.AddNavigation("Day close", "/intake/day-close", IntakeRights.CloseDay, 43, desk);
        module.AddNavigation("Coding", "/intake/coding", IntakeRights.CodeVisits, 44, desk);

        const string payers = "Payers";
        module.AddNavigation("Coverage", "/intake/coverage", IntakeRights.ViewCoverage, 45, payers);
        module.AddNavigation("Authorizations", "/intake/authorizations", IntakeRights.ViewAuthorizations, 46, payers);
        module.AddNavigation("Referrals", "/intake/referrals", IntakeRights.ViewReferrals, 47, payers);
    }

    /// <summary>How patients want to be reached, and calls about visits.</summary>
    private static void RegisterCalls(ModuleBuilder module)
    {
        module.Services.AddScoped<KnowPreferences>().AddScoped<IContactPreferences>(provider => provider.GetRequiredService<KnowPreferences>()).AddScoped<FollowCall>();
        module.AddPanel<PreferencesPanel>(PanelPages.Patient, "How to reach", "/Areas/Intake/Pages/_Preferences.cshtml", IntakeRights.EditPatients, 8);
        module.On<VisitToCall, OnVisitToCall>("intake.raise-call", "Make a task of a patient to be called about a visit");
        module.On<AppointmentConfirmed, OnCallSettled>("intake.close-call-of-confirmed", "Close the call about a visit that is confirmed");
        module.On<AppointmentCancelled, OnCallSettled>("intake.close-call-of-cancelled", "Close the call about a visit that is cancelled");
        module.On<AppointmentMoved, OnCallSettled>("intake.close-call-of-moved", "Close the call about a visit that was moved");
        module.On<AppointmentMissed, OnCallSettled>("intake.close-call-of-missed", "Close the call about a visit that was missed");
        module.On<VisitArrived, OnCallSettled>("intake.close-call-of-arrived", "Close the call about a visit whose patient has come");
    }

    /// <summary>Who has tasks, and what becomes of those that wait.</summary>
    private static void RegisterTaskDesk(ModuleBuilder module)
    {
        module.Services.AddScoped<FollowStanding>().AddScoped<TaskReceivers>().AddScoped<TaskHistory>().AddScoped<GroupTasks>().AddScoped<TaskActWords>().AddScoped<ChangeTaskTeams>().AddScoped<ChangeTaskAges>();
        module.AddJob<TasksToEscalate, EscalateTasks>("intake.escalate-tasks", "Put first, or give to somebody, the tasks that wait too long");
        module.AddRecurring("*/15 * * * *", new TasksToEscalate());
        module.AddSettings("Teams, and tasks that wait", "Who shares tasks, and what becomes of a task that is overdue or that nobody takes", "/intake/settings/task-teams", IntakeRights.SetUpTasks, 112);
        module.AddRecordKind("task-team").AddRecordKind("task-age-rule");
    }

    private static void RegisterMerging(ModuleBuilder module)
    {
        module.Services.AddScoped<IPatientMerges, PatientMerges>().AddScoped<HoldTwo>().AddScoped<MergePatients>().AddScoped<UnmergePatients>().AddScoped<CarryPatient>().AddScoped<CameSince>().AddScoped<OwnClasses>().AddScoped<SuggestDuplicates>().AddScoped<ListDuplicates>().AddScoped<TellApart>().AddScoped<CompareRecords>();
        module.On<PatientsMerged, OnPatientsMerged>("intake.follow-merge", "Let what came in meanwhile go along with a merged patient");
        module.On<PatientsUnmerged, OnPatientsUnmerged>("intake.follow-unmerge", "Let what came in meanwhile come back with an un-merged patient");
        module.AddRight(IntakeRights.MergePatients, "Merge two records of one person, and take that back");
        module.AddPanel<MergedRecordsPanel>(PanelPages.Patient, "Merged records", "/Areas/Intake/Pages/_MergedRecords.cshtml", IntakeRights.MergePatients, 6);
    }

    private static void RegisterImporting(ModuleBuilder module)
    {
        module.Services.AddScoped<ImportPatients>().AddScoped<ComparePatients>().AddScoped<WriteRows>().AddScoped<NoteImport>().AddScoped<KeepPatientFile>().AddScoped<AskToTake>().AddScoped<LoadPatientFile>();
        module.AddVerb("import patients", ImportPatientsVerb.Usage, ImportPatientsVerb.Run);
        module.AddJob<PatientFileToCompare, ComparePatientFile>("intake.compare-patient-file", "Compare a file of the EHR with the register");
        module.AddJob<PatientFileToTake, TakePatientFile>("intake.take-patient-file", "Take lines of a file of the EHR into the register");
        module.AddRight(IntakeRights.ImportPatients, "Take patients over from files of the EHR");
        module.AddSettings("Patients from the EHR", "A file of the EHR: what it would change is shown before it is taken", "/intake/settings/patient-files", IntakeRights.ImportPatients, 118);
        module.AddVerification<VerifyPatientFiles>();
        module.AddRecordKind("patient-file", "/intake/settings/patient-files/file/{0}", IntakeRights.ImportPatients);
    }

    private static void RegisterPeople(ModuleBuilder module)
    {
        module.Services.AddScoped<ChangePeople>().AddScoped<SayPeopleChange>().AddScoped<WriteNote>().AddScoped<LoadWarnings>().AddScoped<IRelatedPeople, PeopleOfPatients>();
        module.AddPanel<PeoplePanel>(PanelPages.Patient, "People and notes", "/Areas/Intake/Pages/_People.cshtml", IntakeRights.ViewPatients, 4);
    }

    private static void RegisterCoverage(ModuleBuilder module)
    {
        module.AddOptions<CoverageOptions>("Coverage");
        module.Services.AddScoped<KnowPayers>().AddScoped<VisitCoverages>().AddScoped<WriteQuestion>().AddScoped<AskCoverage>().AddScoped<CoverageTasks>().AddScoped<AnswerTasks>().AddScoped<TakeAnswer>().AddScoped<CoPayDue>().AddScoped<RecordVerification>();
        module.Services.AddScoped<SetPayerCase>().AddScoped<ChangeCoverages>().AddScoped<ChangePayer>().AddScoped<KnowPlans>().AddScoped<ChangePlans>().AddScoped<CoverageStandings>().AddScoped<LoadDesk>().AddScoped<LoadVisitCoverage>();
        module.Services.AddScoped<IClearinghouse, FolderClearinghouse>().AddScoped<ClearinghouseOutage>();

        module.AddJob<CoverageQuestionToSend, SendQuestion>("intake.send-coverage-question", "Hand a coverage question to the clearinghouse", JobQueues.Outgoing);
        module.AddJob<CoverageAnswersToCollect, CollectAnswers>("intake.collect-coverage-answers", "Take answers about coverage from the clearinghouse");
        module.AddRecurring("* * * * *", new CoverageAnswersToCollect());
        module.AddJob<CoverageAnswersToChase, ChaseAnswers>("intake.chase-coverage-answers", "Tell of coverage questions that nobody answered");
        module.AddRecurring("*/15 * * * *", new CoverageAnswersToChase());
        module.AddJob<CoverageToAskAgain, AskCoverageAgain>("intake.ask-coverage-again", "Ask a payer for today that does not answer for the future");
        module.AddJob<ComingVisitsToAskFor, AskForComingVisits>("intake.ask-for-coming-visits", "Ask about the coverage of the next day's visits");
        module.AddRecurring("*/15 * * * *", new ComingVisitsToAskFor());

        module.AddRight(IntakeRights.ViewCoverage, "See coverages and what payers answered");
        module.AddRight(IntakeRights.VerifyCoverage, "Verify coverage and say who pays");
        module.AddPanel<CoveragePanel>(PanelPages.Patient, "Coverage", "/Areas/Intake/Pages/_PatientCoverage.cshtml", IntakeRights.ViewCoverage, 7);
        module.AddPanel<TodayCoveragePanel>(PanelPages.Today, "Coverage", "/Areas/Intake/Pages/_TodayCoverage.cshtml", IntakeRights.ViewCoverage, 25);
        module.AddSettings("Payers", "Who pays, and each payer's plans: how it is verified, its id at the clearinghouse, whether this clinic is in its network", "/intake/settings/payers", IntakeRights.VerifyCoverage, 115);
        module.AddVerb("coverage read", ReadCoverageVerb.Usage, ReadCoverageVerb.Run);
        module.AddVerb("coverage ask", AskCoverageVerb.Usage, AskCoverageVerb.Run);
        module.AddRecordKind("payer").AddRecordKind("payer-plan").AddRecordKind("clearinghouse-message");
    }

    /// <summary>What visits cost who pays themselves, and which owe nothing.</summary>
    private static void RegisterEstimates(ModuleBuilder module)
    {
        module.AddOptions<EstimateOptions>("Intake:Estimates");
        module.Services.AddScoped<VisitTypeDues>().AddScoped<MakeEstimate>().AddScoped<GiveEstimate>().AddScoped<AskForEstimate>().AddScoped<TakeOverEstimate>().AddScoped<Areas.Intake.Pages.EstimateRows>().AddScoped<ChangeFee>();
        module.AddRight(IntakeRights.SetUpCharges, "Say what services cost, and which visits owe nothing");
        module.AddSettings("Fees", "What services usually cost: for good-faith estimates and coding", "/intake/settings/fees", IntakeRights.SetUpCharges, 116);
        module.AddSettings("Visits that owe nothing", "Which types of visits owe no co-payment whatever their payer says, and why", "/intake/settings/visit-type-dues", IntakeRights.SetUpCharges, 117);
        module.AddVerification<VerifyEstimates>();
        module.On<AppointmentBooked, TakeOverEstimate>("intake.take-over-estimate", "Let a booked visit take over the estimate that was given before");
        module.AddRecordKind("visit-type-due").AddRecordKind(AskForEstimate.Record);
    }

    private static void RegisterAuthorizations(ModuleBuilder module)
    {
        module.AddOptions<AuthorizationSettings>(AuthorizationSettings.Section);
        module.Services.AddScoped<BusinessDays>().AddScoped<AuthorizationTasks>().AddScoped<ReckonDeadlines>().AddScoped<WorkOnAuthorization>().AddScoped<StartAuthorization>().AddScoped<ReserveUnits>().AddScoped<ChooseAuthorization>().AddScoped<FollowVisit>();
        module.Services.AddScoped<ProposeDecision>().AddScoped<TakeProposal>().AddScoped<ListAuthorizations>().AddScoped<ChangeAuthorizationRules>();

        module.On<AppointmentBooked, OnVisitBooked>("intake.reserve-units", "Hold authorized units for a booked visit");
        module.On<AppointmentMoved, OnVisitMoved>("intake.check-units-of-moved-visit", "See whether a moved visit is still authorized");
        module.On<AppointmentCancelled, OnVisitCancelled>("intake.release-units", "Give back the units of a cancelled visit");
        module.On<AppointmentMissed, OnVisitMissed>("intake.release-units-of-missed", "Give back the units of a visit that was missed");
        module.On<AuthorizationDecided, OnAuthorizationDecided>("intake.reserve-units-once-authorized", "Hold authorized units for visits booked before");
        module.AddJob<UnitsToUse, UseUnits>("intake.use-units", "Use the authorized units of visits that are done");
        module.AddRecurring("35 * * * *", new UnitsToUse());
        module.AddJob<AuthorizationsToLookAt, ChaseDeadlines>("intake.chase-authorization-deadlines", "Raise tasks before deadlines of authorizations, and mark what expired");
        module.AddRecurring("*/15 * * * *", new AuthorizationsToLookAt());

        module.AddRight(IntakeRights.ViewAuthorizations, "See authorizations");
        module.AddRight(IntakeRights.WorkAuthorizations, "Work on authorizations");
        module.AddRight(IntakeRights.SetUpAuthorizations, "Say when an authorization is needed");
        module.AddPanel<PatientAuthorizationsPanel>(PanelPages.Patient, "Authorizations", "/Areas/Intake/Pages/_PatientAuthorizations.cshtml", IntakeRights.ViewAuthorizations, 12);
        module.AddPanel<TodayAuthorizationsPanel>(PanelPages.Today, "Authorizations", "/Areas/Intake/Pages/_TodayAuthorizations.cshtml", IntakeRights.ViewAuthorizations, 25);
        module.AddSettings("When an authorization is needed", "By payer, plan, code and site, with who said so", "/intake/settings/authorization-rules", IntakeRights.SetUpAuthorizations, 111);
        module.AddRecordKind("authorization", "/intake/authorizations/authorization/{0}", IntakeRights.ViewAuthorizations).AddRecordKind("authorization-rule");
    }

    private static void RegisterReferrals(ModuleBuilder module)
    {
        module.AddOptions<ReferralSettings>(ReferralSettings.Section);
        module.Services.AddScoped<ReferralTasks>().AddScoped<NotesOfReferral>().AddScoped<WorkOnReferral>().AddScoped<StartReferral>().AddScoped<CountVisits>().AddScoped<ChooseReferral>().AddScoped<AnswerNote>().AddScoped<ListReferrals>().AddScoped<LoadChart>().AddScoped<IReferralAsks, ReferralAsks>().AddScoped<MakeReferralPacket>().AddScoped<ReferralPackets>();
        module.Services.AddScoped<FollowReferralDocument>().AddScoped<FollowConsultNote>();

        module.On<ReferralRead, OnReferralRead>("intake.follow-referral", "Keep a referral that came in a document");
        module.On<ReferralWithdrawn, OnReferralWithdrawn>("intake.withdraw-referral", "Take back a referral whose document left the record");
        module.On<ConsultNoteFiled, OnConsultNoteFiled>("intake.close-referral-by-note", "Close the referral that a consult note answers");
        module.On<ConsultNoteWithdrawn, OnConsultNoteWithdrawn>("intake.reopen-referral-of-note", "Wait again for the consult note that left the record");
        module.On<ReferralDecided, OnReferralDecided>("intake.count-visits-once-referred", "Count visits booked before under an accepted referral");
        module.On<LetterSent, OnReferralLetterSent>("intake.note-referral-letter", "Note that a referral was asked for by a letter");
        module.On<OrderWithdrawn, OnReferralOrderWithdrawn>("intake.withdraw-referrals-of-order", "Withdraw the referral of a void order that nobody has sent");
        module.AddJob<ReferralsToChase, ChaseReferrals>("intake.chase-referrals", "Raise tasks for referrals that nobody has moved for long");
        module.AddRecurring("20 * * * *", new ReferralsToChase());

        module.AddRight(IntakeRights.ViewReferrals, "See referrals");
        module.AddRight(IntakeRights.WorkReferrals, "Work on referrals");
        module.AddPanel<PatientReferralsPanel>(PanelPages.Patient, "Referrals", "/Areas/Intake/Pages/_PatientReferrals.cshtml", IntakeRights.ViewReferrals, 13);
        module.AddPanel<ThreadReferralsPanel>(PanelPages.Thread, "Referrals", "/Areas/Intake/Pages/_ThreadReferrals.cshtml", IntakeRights.ViewReferrals, 25);
        module.AddPanel<TodayReferralsPanel>(PanelPages.Today, "Referrals", "/Areas/Intake/Pages/_TodayReferrals.cshtml", IntakeRights.ViewReferrals, 27);
        module.AddVerification<VerifyReferralPackets>();
        module.AddRecordKind("referral", "/intake/referrals/referral/{0}", IntakeRights.ViewReferrals);
    }

    private static void RegisterCoding(ModuleBuilder module)
    {
        module.AddOptions<CodingOptions>("Intake:Coding");
        module.Services.AddScoped<FinishedVisits>().AddScoped<WorkOnCoding>().AddScoped<HandOffCoding>().AddScoped<LoadCoding>().AddScoped<ImportCodes>();
        module.AddVerb("import codes", ImportCodesVerb.Usage, ImportCodesVerb.Run);
        module.AddRight(IntakeRights.CodeVisits, "Code finished visits and hand them to billing");
        module.AddRight(IntakeRights.SignCodings, "Sign that the coding of a visit is final");
        module.AddPanel<TodayCodingPanel>(PanelPages.Today, "Coding", "/Areas/Intake/Pages/_TodayCoding.cshtml", IntakeRights.CodeVisits, 35);
        module.AddVerification<VerifyHandOffs>();
        module.AddRecordKind("codes");
    }

    private static void RegisterChartPrep(ModuleBuilder module)
    {
        module.AddOptions<ChartPrepOptions>("Intake:ChartPrep");
        module.Services.AddScoped<NextVisitDay>().AddScoped<LoadCharts>().AddScoped<LoadChartDay>().AddScoped<MakePackets>().AddScoped<WritePackets>().AddScoped<WriteSchedule>().AddScoped<SetGapAside>().AddScoped<ChoosePacketPapers>().AddScoped<DrawPacket>().AddScoped<MakeAuthorizationPacket>();
        module.AddJob<ChartsToPrepare, PrepareCharts>("intake.prepare-charts", "Prepare the charts of the next day's visits, and write its schedule");
        module.AddRecurring("*/15 * * * *", new ChartsToPrepare());
        module.AddJob<ChartToPrepare, PrepareChart>("intake.prepare-chart", "Prepare the chart of one visit");
        module.On<AppointmentBooked, OnVisitBookedLate>("intake.prepare-chart-of-late-visit", "Prepare the chart of a visit that was booked late");
        module.AddRight(IntakeRights.PrepareCharts, "See what is missing for coming visits, and their prepared charts");
        module.AddPanel<TodayChartsPanel>(PanelPages.Today, "Tomorrow", "/Areas/Intake/Pages/_TodayCharts.cshtml", IntakeRights.PrepareCharts, 30);
        module.AddVerification<VerifyAuthorizationPackets>();
        module.Services.AddScoped<SendPacket>().AddScoped<Areas.Intake.Pages.PacketDesk>().AddScoped<IPackets, PacketsStillMeant>();
        module.On<PapersEnded, OnPapersEnded>("intake.note-sent-packet", "Note that a packet left, or make a task of one that did not arrive");
    }
}
