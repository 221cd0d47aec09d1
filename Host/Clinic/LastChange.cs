using ClinicOps.Host.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Host.Clinic;

/// <summary>Who changed a setting last, as the audit trail has it.</summary>
internal sealed class LastChange(HostDb db, IOrganization organization, TimeProvider clock)
{
    /// <summary>"Ana Ruiz, 2 min ago"; null while nobody did.</summary>
    /// <param name="subject">Null for what there is one of: the clinic.</param>
    public async Task<string?> Of(Guid? subject, string[] actions, CancellationToken stopping)
    {
        var last = await db.Audit.AsNoTracking()
            .Where(entry => entry.SubjectId == subject && actions.Contains(entry.Action))
            .OrderByDescending(entry => entry.At)
            .Select(entry => new { entry.UserId, entry.At })
            .FirstOrDefaultAsync(stopping);
        if (last is null)
        {
            return null;
        }

        var who = last.UserId is { } user ? await organization.NameOfUser(user, stopping) ?? "somebody" : "the command line";
        return $"{who}, {LocalTime.Ago(clock.GetUtcNow() - last.At)}";
    }
}
