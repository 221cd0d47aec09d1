using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;

namespace ClinicOps.Intake.Tasks;

/// <summary>Which tasks the acting user may see: those of the user's locations; the machine and users of every location see all.</summary>
internal sealed class VisibleToActor(IntakeDb db, CurrentActor actor)
{
    public IQueryable<StaffTask> Tasks
    {
        get
        {
            var locations = actor.Locations.ToArray();
            return locations.Length == 0 ? db.Tasks : db.Tasks.Where(task => locations.Contains(task.LocationId));
        }
    }
}
