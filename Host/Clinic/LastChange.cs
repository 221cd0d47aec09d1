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
        return last is null ? null : await organization.WhoAndWhen(last.UserId, clock.GetUtcNow() - last.At, machine: "the command line", stopping);
    }

    /// <summary>What a page says to who saves over somebody's change.</summary>
    /// <param name="by">See <see cref="Of"/>.</param>
    /// <param name="now">What is stored now, in words.</param>
    public static string Refusal(string? by, string now) =>
        $"Nothing was saved: changed by {by ?? "somebody else"}, while this page was open. Saved now: {now}. Save again to put yours in its place.";
}
