using ClinicOps.Correspondence.Contracts;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Access;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Importing;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Access;
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
        module.UseDatabase<IntakeDb>(
            "patient_changes", "patient_imports", "task_events", "order_task_rules", "authorization_events", "authorization_uses", "authorization_rules");

        module.Services.AddScoped<SearchPatients>().AddScoped<RegisterPatient>().AddScoped<FindLookAlikes>().AddScoped<ChangePatient>().AddScoped<ImportPatients>();
        module.Services.AddScoped<VisibleToActor>().AddScoped<RaiseTask>().AddScoped<WithdrawOrder>().AddScoped<FollowFiling>().AddScoped<WorkOnTask>().AddScoped<ListTasks>().AddScoped<FollowAppointment>().AddScoped<ChangeOrderTasks>().AddScoped<FollowDecision>();
        module.Services.AddScoped<ISubjectClasses, PatientClasses>().AddScoped<ClassifyPatient>().AddScoped<ClosedRecords>().AddScoped<IClosedRecords>(provider => provider.GetRequiredService<ClosedRecords>());
        module.Services.AddScoped<IPatients, RegisteredPatients>().AddScoped<IPatientRegister, PatientRegister>().AddSingleton(provider => new RegisterBearers(provider.GetRequiredService<TimeProvider>())).AddScoped<ITasks, StaffTasks>().AddScoped<IAppointmentTasks, AppointmentTasks>();

        module.On<OrderTranscribed, OnOrderTranscribed>("intake.raise-task-for-order", "Make a task of an order");
        module.On<OrderWithdrawn, OnOrderWithdrawn>("intake.withdraw-order-tasks", "Take back the tasks of a void order");
        module.On<UrgentWordingRead, OnUrgentWordingRead>("intake.raise-urgent-task", "Make a task of urgent wording");
        module.On<ActionAskedFor, OnActionAskedFor>("intake.raise-task-for-action", "Make a task of what was asked for at acknowledging");
        module.On<ActionTakenBack, OnActionTakenBack>("intake.withdraw-action-task", "Take back the task of an acknowledgement that was undone");
        module.On<AuthorizationDecisionRead, OnAuthorizationDecisionRead>("intake.raise-task-for-decision", "Make a task of a payer's decision");
        module.On<AuthorizationDecisionWithdrawn, OnAuthorizationDecisionWithdrawn>("intake.withdraw-decision-task", "Take back the task of a decision that left the record");
        module.On<DeliveryFailed, OnDeliveryFailed>("intake.raise-task-for-failed-letter", "Make a task of a letter that did not arrive");
        module.On<SentLetterVoided, OnSentLetterVoided>("intake.raise-task-for-void-letter", "Make a task of a letter that left and is void");
        module.On<LetterClassChanged, OnLetterClassChanged>("intake.follow-letter-class", "Let a letter's tasks follow the letter's access class");
        module.On<DocumentClassChanged, OnDocumentClassChanged>("intake.follow-document-class", "Let a document's tasks follow the document's access class");
        module.On<DocumentFiled, OnDocumentFiled>("intake.follow-filing", "Add the patient to a document's tasks");
        module.On<DocumentUnfiled, OnDocumentUnfiled>("intake.follow-unfiling", "Take the patient off a document's tasks");
        module.On<AppointmentBooked, OnAppointmentBooked>("intake.follow-booking", "Close the task an appointment was booked for");
        module.On<AppointmentCancelled, OnAppointmentCancelled>("intake.follow-cancellation", "Reopen the task of a cancelled appointment");

        module.AddRight(IntakeRights.ViewPatients, "See patients");
        module.AddRight(IntakeRights.EditPatients, "Register and change patients");
        module.AddRight(IntakeRights.WorkTasks, "Work on tasks");
        module.AddRight(IntakeRights.SetUpTasks, "Say which tasks an order makes");
        module.AddRight(IntakeRights.ClassifyPatients, "Say which access class a patient has");
        module.AddRight(IntakeRights.BreakGlass, "Open a closed record in need, with a reason");
        module.AddNavigation("Tasks", "/intake/tasks", IntakeRights.WorkTasks, 5);
        module.AddNavigation("Patients", "/intake/patients", IntakeRights.ViewPatients, 30);
        module.AddFindSource("patients", "/intake/patients?handler=Find", IntakeRights.ViewPatients, 10);
        module.AddPanel<DemographicsPanel>(PanelPages.Patient, "Demographics", "/Areas/Intake/Pages/_Demographics.cshtml", IntakeRights.ViewPatients, 5);
        module.AddPanel<PatientTasksPanel>(PanelPages.Patient, "Tasks", "/Areas/Intake/Pages/_PatientTasks.cshtml", IntakeRights.WorkTasks, 10);
        module.AddPanel<TodayTasksPanel>(PanelPages.Today, "Tasks", "/Areas/Intake/Pages/_TodayTasks.cshtml", IntakeRights.WorkTasks, 20);
        module.AddSettings("Tasks from orders", "Which tasks an order makes, by what is ordered and who pays, and in how many days they are due", "/intake/settings/order-tasks", IntakeRights.SetUpTasks, 110);
        RegisterAuthorizations(module);
        module.AddVerb("import patients", ImportPatientsVerb.Usage, ImportPatientsVerb.Run);
        module.AddAuditWords(AuditWords.All);
        module.AddRecordKind("patient", "/intake/patients/patient/{0}", IntakeRights.ViewPatients).AddRecordKind("task", "/intake/tasks/task/{0}", IntakeRights.WorkTasks).AddRecordKind("order-task-rule");
    }
    private static void RegisterAuthorizations(ModuleBuilder module)
    {
        module.AddOptions<AuthorizationSettings>(AuthorizationSettings.Section);
        module.Services.AddScoped<AuthorizationTasks>().AddScoped<WorkOnAuthorization>().AddScoped<StartAuthorization>().AddScoped<ReserveUnits>().AddScoped<FollowVisit>();
        module.Services.AddScoped<ProposeDecision>().AddScoped<TakeProposal>().AddScoped<ListAuthorizations>().AddScoped<ChangeAuthorizationRules>();

        module.On<AppointmentBooked, OnVisitBooked>("intake.reserve-units", "Hold authorized units for a booked visit");
        module.On<AppointmentMoved, OnVisitMoved>("intake.check-units-of-moved-visit", "See whether a moved visit is still authorized");
        module.On<AppointmentCancelled, OnVisitCancelled>("intake.release-units", "Give back the units of a cancelled visit");
        module.On<AuthorizationDecided, OnAuthorizationDecided>("intake.reserve-units-once-authorized", "Hold authorized units for visits booked before");
        module.AddJob<UnitsToUse, UseUnits>("intake.use-units", "Use the authorized units of visits that are done");
        module.AddRecurring("35 * * * *", new UnitsToUse());
        module.AddJob<AuthorizationsToLookAt, ChaseDeadlines>("intake.chase-authorization-deadlines", "Raise tasks before deadlines of authorizations, and mark what expired");
        module.AddRecurring("*/15 * * * *", new AuthorizationsToLookAt());

        module.AddRight(IntakeRights.ViewAuthorizations, "See authorizations");
        module.AddRight(IntakeRights.WorkAuthorizations, "Work on authorizations");
        module.AddRight(IntakeRights.SetUpAuthorizations, "Say when an authorization is needed");
        module.AddNavigation("Authorizations", "/intake/authorizations", IntakeRights.ViewAuthorizations, 7);
        module.AddPanel<PatientAuthorizationsPanel>(PanelPages.Patient, "Authorizations", "/Areas/Intake/Pages/_PatientAuthorizations.cshtml", IntakeRights.ViewAuthorizations, 12);
        module.AddPanel<TodayAuthorizationsPanel>(PanelPages.Today, "Authorizations", "/Areas/Intake/Pages/_TodayAuthorizations.cshtml", IntakeRights.ViewAuthorizations, 25);
        module.AddSettings("When an authorization is needed", "By payer, code and site, with who said so", "/intake/settings/authorization-rules", IntakeRights.SetUpAuthorizations, 111);
        module.AddRecordKind("authorization", "/intake/authorizations/authorization/{0}", IntakeRights.ViewAuthorizations).AddRecordKind("authorization-rule");
    }
}
