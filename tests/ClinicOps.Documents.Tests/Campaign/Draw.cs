namespace ClinicOps.Documents.Tests.Campaign;

/// <summary>Chance from a seed: the same seed draws the same, on any machine.</summary>
internal sealed class Draw(int seed)
{
    private readonly Random random = new(seed);

    /// <summary>Of a part of a campaign, apart from all others: one is drawn again without drawing those before it.</summary>
    public static Draw Of(int seed, int part, int index) => new(unchecked((((seed * 486187739) + part) * 16777619) + (index * 31)));

    public bool Chance(double share) => random.NextDouble() < share;

    /// <summary>From the first to the last, both included.</summary>
    public int Int(int first, int last) => random.Next(first, last + 1);

    public double Number(double least, double most) => least + (random.NextDouble() * (most - least));

    /// <summary>Around a mean, bell-shaped (the sum of four even draws).</summary>
    public double Around(double mean, double spread) => mean + (spread * (Number(-1, 1) + Number(-1, 1) + Number(-1, 1) + Number(-1, 1)) / 1.15);

    public T One<T>(IReadOnlyList<T> among) => among[random.Next(among.Count)];

    public T Pick<T>(params ReadOnlySpan<T> among) => among[random.Next(among.Length)];

    /// <summary>The first ones oftener than the last: how names are spread among people.</summary>
    public T PickEarly<T>(IReadOnlyList<T> among) => among[(int)(among.Count * Math.Pow(random.NextDouble(), 2.2))];

    public IReadOnlyList<T> Some<T>(IReadOnlyList<T> among, int count) => [.. Shuffled(among).Take(count)];

    public List<T> Shuffled<T>(IEnumerable<T> all)
    {
        var list = all.ToList();
        for (var i = list.Count - 1; i > 0; i--)
        {
            var j = random.Next(i + 1);
            (list[i], list[j]) = (list[j], list[i]);
        }

        return list;
    }

    public string Digits(int count) => string.Concat(Enumerable.Range(0, count).Select(i => (char)('0' + random.Next(i == 0 ? 1 : 0, 10))));

    public char Letter() => (char)('A' + random.Next(26));
}
