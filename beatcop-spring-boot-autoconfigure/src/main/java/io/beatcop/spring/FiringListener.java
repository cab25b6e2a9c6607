package io.beatcop.spring;

import org.quartz.JobListener;

/** Hears of the firings in schedulers that have the plugin. */
interface FiringListener extends JobListener {}
