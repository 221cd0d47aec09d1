using ClinicOps.Kernel.Modules;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Importing;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Scheduling;

/// <summary>Providers and the visits patients have with them. README.md says what is here and what comes.</summary>
public sealed class SchedulingModule : IModule
{
    public string Name => "scheduling";

    public void Register(ModuleBuilder module)
    {
        module.UseDatabase<SchedulingDb>();

        module.Services.AddScoped<EnterVisit>().AddScoped<ImportSchedule>().AddScoped<VisibleToActor>();
        module.Services.AddScoped<IVisits, PatientVisits>();

        module.AddRight(SchedulingRights.ViewVisits, "See visits");
        module.AddRight(SchedulingRights.EnterVisits, "Enter visits");
        module.AddNavigation("Visits", "/scheduling/visits", SchedulingRights.ViewVisits, 40);
        module.AddPanel<PatientVisitsPanel>("patient", "Visits", "/Areas/Scheduling/Pages/_PatientVisits.cshtml", SchedulingRights.ViewVisits, 30);
        module.AddVerb("import-schedule", ImportScheduleVerb.Usage, ImportScheduleVerb.Run);
    }
}
