using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Importing;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Intake;

/// <summary>Patients and the tasks staff have for them. README.md says what is here and what comes.</summary>
public sealed class IntakeModule : IModule
{
    public string Name => "intake";

    public void Register(ModuleBuilder module)
    {
        module.UseDatabase<IntakeDb>("patient_changes", "patient_imports", "task_events");

        module.Services.AddScoped<SearchPatients>().AddScoped<RegisterPatient>().AddScoped<FindLookAlikes>().AddScoped<ChangePatient>().AddScoped<ImportPatients>();
        module.Services.AddScoped<VisibleToActor>();
        module.Services.AddScoped<IPatients, RegisteredPatients>().AddScoped<IPatientRegister, PatientRegister>().AddScoped<ITasks, StaffTasks>();

        module.AddRight(IntakeRights.ViewPatients, "See patients");
        module.AddRight(IntakeRights.EditPatients, "Register and change patients");
        module.AddRight(IntakeRights.WorkTasks, "Work on tasks");
        module.AddVerb("import patients", ImportPatientsVerb.Usage, ImportPatientsVerb.Run);
    }
}
