using System.Text.Json;
using ClinicOps.Correspondence.Records;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Data;

internal sealed partial class CorrespondenceDb
{
    public DbSet<RecordsRequest> RecordsRequests => Set<RecordsRequest>();

    public DbSet<RecordsStep> RecordsSteps => Set<RecordsStep>();

    /// <summary>The row, held against others until the transaction ends; null when there is none in sight.</summary>
    public async Task<RecordsRequest?> LockRecordsRequest(Guid id, CancellationToken stopping)
    {
        await Database.ExecuteSqlAsync($"SELECT 1 FROM records_requests WHERE id = {id} FOR UPDATE", stopping);
        return await RecordsRequests.SingleOrDefaultAsync(request => request.Id == id, stopping);
    }

    /// <summary>The request whose packet these papers are; null for papers of another module. Whoever may see it: what leaves is logged by it.</summary>
    /// <remarks>Not awaited: see <see cref="StandingDisclosure"/>.</remarks>
    public RecordsRequest? RecordsRequestOf(Guid papersId) => RecordsRequests.IgnoreQueryFilters([AccessFilter]).AsNoTracking()
        .SingleOrDefault(request => RecordsSteps.Any(step => step.RequestId == request.Id && step.PapersId == papersId));

    private void DescribeRecords(ModelBuilder model)
    {
        model.Entity<RecordsRequest>(request =>
        {
            request.ToTable("records_requests", table =>
            {
                table.HasCheckConstraint("records_requests_state_is_known", "state IN ('received', 'checked', 'packed', 'released', 'refused', 'withdrawn')");
                table.HasCheckConstraint("records_requests_asker_is_known", "asker_kind IN ('patient', 'family', 'attorney', 'insurer', 'clinic', 'agency')");
                table.HasCheckConstraint("records_requests_are_checked_first", "state NOT IN ('checked', 'packed', 'released') OR found IS NOT NULL");
                table.HasCheckConstraint("records_requests_have_a_packet", "state NOT IN ('packed', 'released') OR (papers_id IS NOT NULL AND packet_hash IS NOT NULL)");
            });
            request.Property(r => r.Id).ValueGeneratedNever();
            request.Property(r => r.Check).HasColumnName("found").HasColumnType("jsonb").HasConversion(
                check => JsonSerializer.Serialize(check, Json), json => JsonSerializer.Deserialize<RecordsCheck>(json, Json));
            request.Ignore(r => r.IsOpen);
            request.HasIndex(r => new { r.LocationId, r.State, r.DueOn });
            request.HasIndex(r => r.PatientId);
            request.HasQueryFilter(AccessFilter, r =>
                SeesEveryClass
                || Opened.Contains(r.PatientId)
                || (Cleared.Contains(r.AccessClass) && !SubjectClasses.Any(s => s.SubjectId == r.PatientId && !Cleared.Contains(s.AccessClass))));
        });
        model.Entity<RecordsStep>(step =>
        {
            step.ToTable("records_steps");
            step.Property(s => s.Id).ValueGeneratedNever();
            step.HasIndex(s => new { s.RequestId, s.At });
            step.HasIndex(s => s.PapersId);
            step.HasOne<RecordsRequest>().WithMany().HasForeignKey(s => s.RequestId).OnDelete(DeleteBehavior.Restrict);
            step.HasQueryFilter(AccessFilter, s => SeesEveryClass || RecordsRequests.Any(r => r.Id == s.RequestId));
        });
    }
}
