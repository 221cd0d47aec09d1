using ClinicOps.Intake.Patients.Merging;
using ClinicOps.Kernel.Audit;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Intake.Tests.IntakeClinic;

namespace ClinicOps.Intake.Tests.Merging;

/// <summary>The register's perhaps duplicates, two by two.</summary>
public sealed class DuplicateListTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("0190e000-0000-7000-8000-000000000001");

    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task Pairs_are_listed_likeliest_first_with_what_speaks_for_and_against_and_neither_namesakes_nor_families_are()
    {
        // One person twice; once more with a slip of the birth date; once with a number in common and no date.
        var rossi = await clinic.Register(Person("Elena", "Rossi") with { Phone = "(419) 555-0149", Sex = "F" });
        var again = await clinic.Register(Person("Elena", "Rossi") with { Phone = "419 555 0149", Sex = "F" });
        var (lind, slip) = (await clinic.Register(Person("Per", "Lind", "1971-02-03")), await clinic.Register(Person("Per", "Lind", "1971-03-02") with { Sex = "M" }));
        var (maro, number) = (await clinic.Register(Person("Ana", "Maro", "1961-05-05") with { Phone = "(419) 555-0102" }), await clinic.Register(Person("Ana", "Maro", "1988-12-30") with { Phone = "(419) 555-0102" }));

        // Namesakes; father and son under one phone; twins; and one who was merged.
        await clinic.Register(Person("Per", "Lind", "1944-11-20"));
        await clinic.Register(Person("Marco", "Rossi") with { Phone = "(419) 555-0149" });
        await clinic.Register(Person("Lena", "Rossi") with { Phone = "(419) 555-0149" });
        await clinic.Merge(await clinic.Register(Person("Elena", "Rossi")), rossi);

        var list = await List();

        Assert.Equal([(rossi, again, "very likely"), (lind, slip, "likely"), (maro, number, "perhaps")], list.Found.Select(pair => (pair.One.Id, pair.Other.Patient.Id, pair.InWords)));
        Assert.Equal(["name", "birth date", "phone", "sex"], list.Found[0].Other.Agrees);
        Assert.Equal(["name", "birth date but for a slip"], list.Found[1].Other.Agrees);
        Assert.Equal(["birth date"], list.Found[2].Other.Differs);
        Assert.False(list.HasMore);
    }

    [Fact]
    public async Task Not_the_same_person_said_once_is_asked_no_more_in_list_and_record_until_it_is_taken_back_and_the_closed_is_in_no_pair()
    {
        var (one, other) = (await clinic.Register(Person("Elena", "Rossi")), await clinic.Register(Person("Elena", "Rossi")));
        var closed = await clinic.Register(Person("Elena", "Rossi"));
        await clinic.Sql($"UPDATE intake.patients SET access_class = 'restricted' WHERE id = '{closed}'");

        Assert.Equal([(one, other)], (await clinic.As([], (ListDuplicates list) => list.Run(CancellationToken.None))).Found.Select(pair => (pair.One.Id, pair.Other.Patient.Id)));
        Assert.Equal(3, (await clinic.As(["restricted"], (ListDuplicates list) => list.Run(CancellationToken.None))).Found.Count);
        Assert.False(await clinic.As([], (TellApart tell) => tell.Run(one, closed, CancellationToken.None)));

        // Whichever is named first, and said twice: once.
        Assert.True(await clinic.As([], (TellApart tell) => tell.Run(other, one, CancellationToken.None)));
        Assert.True(await clinic.As([], (TellApart tell) => tell.Run(one, other, CancellationToken.None)));
        var after = await clinic.As([], (ListDuplicates list) => list.Run(CancellationToken.None));
        Assert.Empty(after.Found);
        Assert.Equal([(one, other)], after.Apart.Select(pair => (pair.One.Id, pair.Other.Id)));
        Assert.Empty((await clinic.As([], (SuggestDuplicates suggest) => suggest.Of(one, CancellationToken.None)))!.Found);
        Assert.Equal([Ana], (await clinic.Sql("SELECT by FROM intake.patients_apart")).Cast<Guid>());

        // Told apart from a closed record, nothing of that is shown to who does not see it.
        Assert.True(await clinic.As(["restricted"], (TellApart tell) => tell.Run(one, closed, CancellationToken.None)));
        Assert.Single((await clinic.As([], (ListDuplicates list) => list.Run(CancellationToken.None))).Apart);

        Assert.True(await clinic.As([], (TellApart tell) => tell.TakeBack(one, other, CancellationToken.None)));
        Assert.False(await clinic.As([], (TellApart tell) => tell.TakeBack(one, other, CancellationToken.None)));
        Assert.Equal([(one, other)], (await clinic.As([], (ListDuplicates list) => list.Run(CancellationToken.None))).Found.Select(pair => (pair.One.Id, pair.Other.Patient.Id)));
        Assert.Equal(["patient.told-apart", "patient.told-apart", "patient.not-told-apart"], await clinic.Sql("SELECT action FROM audit.entries WHERE action LIKE '%told-apart' ORDER BY at, id"));
    }

    private Task<DuplicateList> List() => clinic.In((ListDuplicates list) => list.Run(CancellationToken.None));
}
