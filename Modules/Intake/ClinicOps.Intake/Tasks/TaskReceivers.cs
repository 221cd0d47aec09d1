using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>To whom tasks are given: people who work on tasks, and their teams.</summary>
internal sealed class TaskReceivers(IntakeDb db, IOrganization organization, CurrentActor actor)
{
    /// <summary>Who works on tasks, by name.</summary>
    public async Task<IReadOnlyList<Colleague>> People(CancellationToken stopping) =>
        [.. (await Apart.Ask(() => organization.Colleagues(stopping))).Where(one => one.Rights.Contains(IntakeRights.WorkTasks))];

    /// <summary>Who works on tasks somewhere where this user works, without the user.</summary>
    public async Task<IReadOnlyList<Colleague>> Here(CancellationToken stopping) =>
        [.. (await People(stopping)).Where(one => one.Id != actor.UserId && (one.LocationIds.Count == 0 || one.LocationIds.Any(actor.SeesLocation)))];

    public Task<List<TaskTeam>> Teams(CancellationToken stopping) => db.TaskTeams.AsNoTracking().Where(team => !team.IsClosed).OrderBy(team => team.Name).ToListAsync(stopping);

    /// <summary>The teams that the acting user is in.</summary>
    public async Task<Guid[]> Mine(CancellationToken stopping) =>
        actor.UserId is { } user ? await db.TaskTeams.Where(team => !team.IsClosed && team.Members.Contains(user)).Select(team => team.Id).ToArrayAsync(stopping) : [];

    /// <summary>Whether that user, or somebody of that team, works at the task's location and sees it.</summary>
    public async Task<bool> MayHave(StaffTask task, Guid? userId, Guid? teamId, CancellationToken stopping)
    {
        var asked = new List<Guid>();
        if (userId is { } user)
        {
            asked.Add(user);
        }
        else if (await db.TaskTeams.AsNoTracking().SingleOrDefaultAsync(team => team.Id == teamId && !team.IsClosed, stopping) is { } team)
        {
            asked.AddRange(team.Members);
        }

        var patientClass = await db.PatientClasses.Where(patient => patient.Id == task.PatientId).Select(patient => patient.AccessClass).SingleOrDefaultAsync(stopping);
        return (await People(stopping)).Any(one => asked.Contains(one.Id) && one.WorksAt(task.LocationId) && one.SeesClass(task.AccessClass) && (patientClass is null || one.SeesClass(patientClass)));
    }
}
